"""The CI is red when something that it calls fails: a script that hides it would land what is broken."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[3] / ".ci/run"
CI_MAKE = """#!/bin/sh
echo "$1" >> "$CALLED"
case " $FAILING " in *" $1 "*) exit 2 ;; esac
"""


FIRST, LAST = ["setup", "check", "helm-program"], ["compose-test", "chaos"]


@pytest.mark.chromium
@pytest.mark.curl
@pytest.mark.docker
@pytest.mark.dovecot
@pytest.mark.postfix
@pytest.mark.prometheus
@pytest.mark.parametrize(
    ("failing", "beside", "status", "called"),
    [
        ("", "shared/corpus", 0, [*FIRST, "test", "conformance", *LAST]),
        ("", "", 0, [*FIRST, "test", *LAST]),
        ("setup", "shared/corpus", 2, ["setup"]),
        ("check", "shared/corpus", 2, ["setup", "check"]),
        ("helm-program", "shared/corpus", 2, FIRST),
        ("test", "", 0, [*FIRST, "test", "test-failed", *LAST]),
        ("test test-failed", "", 2, [*FIRST, "test", "test-failed"]),
        ("conformance", "shared/corpus", 2, [*FIRST, "test", "conformance"]),
        ("compose-test", "", 2, [*FIRST, "test", "compose-test"]),
        ("chaos", "", 2, [*FIRST, "test", *LAST]),
    ],
)
def test_the_ci_fails_where_a_target_fails(
    tmp_path: Path, failing: str, beside: str, status: int, called: list[str]
) -> None:
    (tmp_path / beside).mkdir(parents=True, exist_ok=True)
    make = tmp_path / "make"
    make.write_text(CI_MAKE)
    make.chmod(0o755)
    run = tmp_path / "clone/.ci/run"
    run.parent.mkdir(parents=True)
    shutil.copy(RUN, run)
    listed = tmp_path / "called"
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FAILING": failing, "CALLED": str(listed)}

    ran = subprocess.run(["bash", str(run)], env=environment, capture_output=True, text=True, check=False)

    assert (ran.returncode, listed.read_text().split()) == (status, called), ran.stdout + ran.stderr
