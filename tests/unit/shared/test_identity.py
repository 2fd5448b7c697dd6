"""A process number and who it means."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.service import identity
from shared.service.identity import identity_of

WAITS = "import sys; print('up', flush=True); sys.stdin.read()"
BEYOND_THE_HIGHEST = 2**22 + 1
PS = """#!/bin/sh
[ "$4" = 7 ] && echo 'S+   Sun Nov 29 02:14:58 2026' && exit
[ "$4" = 8 ] && echo 'Z    Sun Nov 29 02:14:59 2026' && exit
exit 1
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One whose name looks like the fields that follow the name in /proc."""
    named = tmp_path / "a) Z 1"
    named.symlink_to(sys.executable)
    argv = [str(named), "-c", WAITS]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        yield running


def test_it_stays_and_is_nobody_elses(program: subprocess.Popen[bytes]) -> None:
    first = identity_of(program.pid)
    assert first is not None
    assert (identity_of(program.pid), first != identity_of(os.getpid())) == (first, True)


def test_a_zombie_is_nobody(program: subprocess.Popen[bytes]) -> None:
    program.kill()
    os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has reaped it
    assert identity_of(program.pid) is None


def test_a_number_that_nobody_has() -> None:
    assert identity_of(BEYOND_THE_HIGHEST) is None


@pytest.mark.parametrize(
    ("pid", "expected"),
    [
        pytest.param(7, "Sun Nov 29 02:14:58 2026", id="runs"),
        pytest.param(8, None, id="zombie"),
        pytest.param(9, None, id="nobody"),
    ],
)
def test_where_there_is_no_proc_ps_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pid: int, expected: str | None
) -> None:
    program = tmp_path / "ps"
    program.write_text(PS)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(identity, "PROC", tmp_path)
    assert identity_of(pid) == expected
