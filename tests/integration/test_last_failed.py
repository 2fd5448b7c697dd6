"""What failed in a parallel run is found once more, alone, and nothing else passes for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
ONE_IN_A_GROUP = """
import pytest

@pytest.mark.xdist_group("some")
def test_that_fails_at_first(request):
    seen = request.config.cache.get("some/seen", False)
    request.config.cache.set("some/seen", True)
    assert seen

def test_that_breaks_off(request):
    if request.config.cache.get("some/broken", False):
        pytest.exit("broken off", returncode=3)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two tests, one of them in a group."""
    (tmp_path / "test_some.py").write_text(ONE_IN_A_GROUP)
    return tmp_path


def run_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(TOP), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.harness.last_failed", *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


WORKERS = ("-n", "1", "--dist", "loadgroup")
ONCE_MORE = ("--last-failed", "--last-failed-no-failures", "none")


def test_what_failed_in_a_group_of_a_parallel_run_is_found_once_more(project: Path) -> None:
    first, printed = run_pytest(project, *WORKERS)
    assert (first, "1 failed, 1 passed" in printed) == (1, True), printed

    again, printed = run_pytest(project, *ONCE_MORE)
    assert (again, "rerun previous 1 failure" in printed) == (0, True), printed


def test_a_run_that_broke_off_leaves_nothing_that_could_pass_for_it(project: Path) -> None:
    cached = project / ".pytest_cache/v/some/broken"
    cached.parent.mkdir(parents=True)
    cached.write_text("true")
    broken_off, printed = run_pytest(project)
    assert (broken_off, "broken off" in printed) == (3, True), printed

    again, printed = run_pytest(project, *ONCE_MORE)
    assert again == pytest.ExitCode.NO_TESTS_COLLECTED, printed
