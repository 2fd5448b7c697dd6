"""A child ends for certain, also when an earlier run left it behind."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from shared.service.child import Child, ChildError

SERVES = "import time; print('serving', flush=True); time.sleep(600)"
IS_STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SERVES
ENDS = "import sys; sys.exit('no such database')"


def started(folder: Path, program: str) -> Child:
    child = Child("server", folder)
    child.start([sys.executable, "-c", program])
    return child


def is_serving(child: Child) -> bool:
    return b"serving" in child.log.read_bytes()


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("program", [SERVES, IS_STUBBORN], ids=["obeys", "ignores SIGTERM"])
def test_stop_leaves_no_process(tmp_path: Path, program: str) -> None:
    child = started(tmp_path, program)
    child.wait_until(lambda: is_serving(child), 10, "serving")
    pid = child.pid
    child.stop(deadline_s=0.3)
    assert (is_alive(pid), child.pid, list((tmp_path / "run").iterdir())) == (False, 0, [])


def test_it_lives_in_a_session_of_its_own(tmp_path: Path) -> None:
    child = started(tmp_path, SERVES)
    try:
        assert os.getsid(child.pid) == child.pid != os.getsid(0)
    finally:
        child.kill()


def test_one_that_ends_at_once_is_reported_with_its_last_line(tmp_path: Path) -> None:
    child = started(tmp_path, ENDS)
    with pytest.raises(ChildError, match=r"server ended before ready; its log .*server\.log ends: no such database"):
        child.wait_until(lambda: False, 10, "ready")
    child.stop()


def test_one_that_is_never_ready_is_reported_with_its_log(tmp_path: Path) -> None:
    child = started(tmp_path, SERVES)
    with pytest.raises(ChildError, match="server: not ready after 0 s; see its log"):
        child.wait_until(lambda: False, 0, "ready")
    child.kill()


def test_the_next_start_ends_what_a_killed_run_left(tmp_path: Path) -> None:
    orphan = started(tmp_path, SERVES)
    successor = started(tmp_path, SERVES)
    try:
        assert not orphan.is_running()
        assert successor.is_running()
    finally:
        successor.stop()
        orphan.stop()


@pytest.mark.parametrize("left", ['{"pid": 1, "identity": null}', '{"pid": 1, "created_at": 1.0}', ""])
def test_a_pid_file_that_does_not_say_who_it_was_ends_nobody(tmp_path: Path, left: str) -> None:
    pid_file = tmp_path / "run" / "server.pid"
    pid_file.parent.mkdir()
    pid_file.write_text(left.replace("1,", f"{2**22 + 1},", 1))  # beyond the kernel's highest number
    Child("server", tmp_path).end_leftover()
    assert not pid_file.exists()


def test_a_process_that_only_inherited_the_number_is_left_alone(tmp_path: Path) -> None:
    stranger = started(tmp_path / "other", SERVES)
    pid_file = tmp_path / "run" / "server.pid"
    pid_file.parent.mkdir()
    pid_file.write_text(f'{{"pid": {stranger.pid}, "identity": "another boot 1"}}')
    try:
        Child("server", tmp_path).end_leftover()
        assert (stranger.is_running(), pid_file.exists()) == (True, False)
    finally:
        stranger.kill()
