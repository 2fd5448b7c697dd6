"""`make clean`: it says what it deletes, and touches nothing while a stack runs."""

import fcntl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def remove(folder: Path) -> tuple[int, str]:
    """Exit code and everything said."""
    argv = [sys.executable, "-m", "deploy.local", "remove", "--folder", str(folder)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def stack_folder(place: Path) -> Path:
    folder = place / "data"
    (folder / "kafka").mkdir(parents=True)
    (folder / "lock").write_text("4711\n")
    return folder


def test_while_a_stack_runs_nothing_is_deleted(tmp_path: Path) -> None:
    folder = stack_folder(tmp_path)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = remove(folder)
    assert (code, (folder / "kafka").is_dir()) == (1, True)
    assert f"a stack is running in {folder} (process 4711): stop it" in said
    assert "deleting" not in said


def test_what_is_deleted_is_said(tmp_path: Path) -> None:
    folder = stack_folder(tmp_path)
    code, said = remove(folder)
    assert (code, folder.exists()) == (0, False)
    assert said.startswith(f"deleting {folder}: ")
    assert remove(folder) == (0, f"there is nothing in {folder}\n")


def test_only_distclean_takes_the_environment() -> None:
    planned = {
        target: subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for target in ("clean", "distclean")
    }
    assert {target: "rm -rf .venv" in text for target, text in planned.items()} == {"clean": False, "distclean": True}
