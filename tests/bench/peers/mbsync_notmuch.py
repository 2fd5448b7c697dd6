"""isync and notmuch: the whole mailbox into a local Maildir, then into a full-text index. Both are written in C."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError, NotInstalledError
from tests.bench.ground import Ground
from tests.bench.mailbox import PASSWORD, Waiting
from tests.bench.results import Figures

ADDRESS = "mbsync@bench.test"
WITHIN_S = 200.0
INSTALL = "apt-get install isync notmuch"
# Without `TLSType`, which older versions call `SSLType`: on loopback Mailweave's account has no TLS either.
MBSYNCRC = """\
IMAPStore server
Host {host}
Port {port}
User {user}
Pass {password}
{no_tls}
AuthMechs PLAIN

MaildirStore local
Path {folder}/mail/
Inbox {folder}/mail/INBOX
SubFolders Verbatim

Channel bench
Far :server:
Near :local:
Patterns INBOX
Sync Pull
Create Near
SyncState *
"""
NOTMUCH = """\
[database]
path={folder}/mail
[user]
name=Bench
primary_email={user}
[new]
tags=new
[search]
exclude_tags=
"""


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `mbsync_notmuch`."""
    for program in ("mbsync", "notmuch"):
        if shutil.which(program) is None:
            raise NotInstalledError(f"{program} is not installed: {INSTALL}")
    folder = ground.folder / "mbsync"
    (folder / "mail").mkdir(parents=True)
    server = ground.dovecot.server
    fields = {"folder": folder, "user": ADDRESS, "host": server.host, "port": server.imap, "password": PASSWORD}
    (folder / "mbsyncrc").write_text(MBSYNCRC.format(no_tls=_no_tls(), **fields))
    (folder / "notmuch").write_text(NOTMUCH.format(**fields))
    Waiting(ground.dovecot, ADDRESS, corpus.paths()).arrive()
    began, cpu_before_s = time.monotonic(), _cpu_of_ended_children_s()
    _run(folder, "mbsync", "-q", "-c", folder / "mbsyncrc", "bench")
    synced_s = time.monotonic() - began
    _run(folder, "notmuch", f"--config={folder / 'notmuch'}", "new", "--quiet")
    whole_s, cpu_s = time.monotonic() - began, _cpu_of_ended_children_s() - cpu_before_s
    indexed = int(_run(folder, "notmuch", f"--config={folder / 'notmuch'}", "count", "--output=files", "*"))
    if indexed < 0.97 * len(corpus):
        raise BenchError(f"notmuch indexed {indexed} of {len(corpus)} messages: the comparison would not be fair")
    return {
        "mbsync_notmuch_msg_s": len(corpus) / whole_s,
        "mbsync_notmuch_cpu_us": 1e6 * cpu_s / len(corpus),
        "mbsync_msg_s": len(corpus) / synced_s,
        "notmuch_indexed": indexed,
    }


def _cpu_of_ended_children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _no_tls() -> str:
    said = subprocess.run(["mbsync", "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in said.split()[-1].split(".")[:2])
    return "TLSType None" if version >= (1, 5) else "SSLType None"


def _run(folder: Path, *argv: str | Path) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=WITHIN_S, cwd=folder, check=False)
    if done.returncode != 0:
        raise BenchError(f"{argv[0]} ended with {done.returncode}: {_last_line(done.stderr or done.stdout)}")
    return done.stdout


def _last_line(said: str) -> str:
    lines: Sequence[str] = said.strip().splitlines()
    return lines[-1] if lines else "(it said nothing)"
