"""Mailboxes on the benchmark's Dovecot, filled from the corpus."""

import os
import shutil
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.harness.dovecot import Dovecot

FIRST_SECOND = 1_767_600_000
PASSWORD = "password-of-the-benchmark"


class Waiting:
    """Messages that lie beside a mailbox, on the same disk, until `arrive` renames them into it."""

    def __init__(self, dovecot: Dovecot, address: str, paths: Sequence[Path]) -> None:
        dovecot.add_user(address, PASSWORD)
        maildir = dovecot.maildir(address)
        self._new = maildir / "new"
        self._beside = maildir / "waiting"
        self._beside.mkdir()
        dovecot.give(self._beside)
        self._names = [maildir_name(number, path.read_bytes()) for number, path in enumerate(paths)]
        for name, path in zip(self._names, paths, strict=True):
            _put(path, self._beside / name)

    def __len__(self) -> int:
        return len(self._names)

    def arrive(self, count: int | None = None) -> int:
        """The next `count`, or all of them, are new mail now; returns how many that were."""
        arriving = self._names[:count]
        del self._names[:count]
        for name in arriving:
            (self._beside / name).rename(self._new / name)
        return len(arriving)


def filled(dovecot: Dovecot, address: str, paths: Sequence[Path]) -> None:
    """A mailbox with all of these as new mail."""
    Waiting(dovecot, address, paths).arrive()


def maildir_name(number: int, raw: bytes) -> str:
    """As Dovecot's own delivery agent names files: with the size on disk and the size with CRLF line ends.

    Microseconds and process ids that vary are part of it: Dovecot hashes names, and names that count up collide.
    """
    varied = zlib.crc32(number.to_bytes(8))
    with_crlf = len(raw) + raw.count(b"\n")
    name = f"{FIRST_SECOND + number // 10}.M{varied % 1_000_000}P{1000 + varied % 30_011}_{number}.bench"
    return f"{name},S={len(raw)},W={with_crlf}"


def _put(path: Path, target: Path) -> None:
    """A hard link where the file system allows it, else a copy; its time of arrival (INTERNALDATE) is now."""
    with suppress(OSError):
        os.link(path, target)
    if not target.exists():
        shutil.copyfile(path, target)
    os.utime(target)
