"""Who PostgreSQL runs as: it refuses root, so root lends it another user."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from shared.service.child import RunAs

_CANDIDATES = ("postgres", "nobody")
# initdb looks its user up, so a number without an entry in the user database will not do.


@dataclass(frozen=True, slots=True)
class Owner:
    """An operating system user that a child process becomes."""

    name: str
    uid: int
    gid: int

    def run_as(self) -> RunAs:
        return RunAs(user=self.uid, group=self.gid, extra_groups=[])


def owner_for_root() -> Owner | None:
    """The user to become when we are root; None when we are not, then nothing changes."""
    if os.geteuid() != 0:
        return None
    entries = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(entries[name] for name in _CANDIDATES if name in entries)
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def is_reachable(path: Path) -> bool:
    """Whether any user may walk down to `path` (each folder above it has the x bit for others)."""
    folder = path.parent.resolve()
    return all(above.stat().st_mode & stat.S_IXOTH for above in (folder, *folder.parents))
