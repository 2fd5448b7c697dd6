"""The CI is red when something that it calls fails: a script that hides it would land what is broken."""

import os
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).parents[3]
CI_MAKE = """#!/bin/sh
echo "$1" >> "$CALLED"
case " $FAILING " in *" $1 "*) exit 2 ;; esac
"""


@pytest.mark.dovecot
@pytest.mark.postfix
@pytest.mark.parametrize(
    ("failing", "status", "called"),
    [
        ("", 0, ["setup", "check", "test", "chaos"]),
        ("setup", 2, ["setup"]),
        ("check", 2, ["setup", "check"]),
        ("test", 0, ["setup", "check", "test", "test-failed", "chaos"]),
        ("test test-failed", 2, ["setup", "check", "test", "test-failed"]),
        ("chaos", 2, ["setup", "check", "test", "chaos"]),
    ],
)
def test_the_ci_fails_where_a_target_fails(tmp_path: Path, failing: str, status: int, called: list[str]) -> None:
    make = tmp_path / "make"
    make.write_text(CI_MAKE)
    make.chmod(0o755)
    listed = tmp_path / "called"
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FAILING": failing, "CALLED": str(listed)}

    ran = subprocess.run(["bash", str(TOP / ".ci/run")], env=environment, capture_output=True, text=True, check=False)

    assert (ran.returncode, listed.read_text().split()) == (status, called), ran.stdout + ran.stderr
