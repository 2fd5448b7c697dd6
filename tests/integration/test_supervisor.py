"""The supervisor on real processes: what dies or hangs is started again, and said so; secrets go where they belong."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.installation import probe
from services.cli.installation import supervisor as subject
from services.cli.installation.supervisor import CANNOT_RUN, LONGEST_PAUSE_S, Supervisor, pause_s
from shared.service.ports import Ports
from shared.services import Secret
from tests.harness.wait import eventually_sync

ASK_THE_DEAD = """
import sys, time
from pathlib import Path
from services.cli.installation.supervisor import SILENCES_UNTIL_KILL, Supervisor
supervisor = Supervisor(Path(sys.argv[1]), {}, {"rules": 1}, print, ("rules",))
watched = supervisor._watched["rules"]
watched.child.start([sys.executable, "-c", ""])
while watched.child.is_running():
    time.sleep(0.05)
watched.silences, watched.has_answered = SILENCES_UNTIL_KILL - 1, True
supervisor._ask("rules", watched, time.monotonic())
"""


ADAS_PASSWORD = "MAILWEAVE_SECRET_ADA"


def _supervisor(folder: Path, said: list[str], *names: str) -> Supervisor:
    """Over services that wait for a Kafka that is not there: alive, unready, and nothing else."""
    claim = Ports(folder).claim
    environment = {
        "EMAIL_KAFKA_SERVERS": "127.0.0.1:1",
        "EMAIL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "EMAIL_BLOB_URL": f"file://{folder}/blobs",
        Secret.SECRET_KEY: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        Secret.API_TOKEN: "token-of-the-test-suite",
        Secret.VAULT_TOKEN: "token-of-a-vault",
        ADAS_PASSWORD: "password-of-ada",
        Secret.ADMIN_DATABASE_URL: "postgresql://owner@127.0.0.1:1/none",
    }
    return Supervisor(folder, environment, {name: claim(name) for name in names}, said.append, names)


def _until_new_process(watched: Supervisor, name: str, old: int) -> None:
    def is_new() -> bool:
        watched.tick()
        return watched.child(name).pid not in (0, old)

    eventually_sync(is_new, deadline_s=60, what=f"{name} started again")


def _until_it_has_answered(watched: Supervisor, name: str) -> None:
    def has_answered() -> bool:
        watched.tick()
        return watched._watched[name].has_answered

    eventually_sync(has_answered, deadline_s=60, what=f"{name} alive")


def test_what_dies_is_started_again_and_said_so(tmp_path: Path) -> None:
    said: list[str] = []
    watched = _supervisor(tmp_path, said, "rules")
    try:
        watched.tick()
        pid = watched.child("rules").pid
        os.kill(pid, signal.SIGKILL)
        _until_new_process(watched, "rules", pid)
    finally:
        watched.stop()
    assert said[0].startswith("rules died (signal 9); starting it again in 1 s. Its last words: ")


def test_what_hangs_is_killed_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "ASK_EACH_S", 0.5)
    monkeypatch.setattr(probe, "ANSWER_WITHIN_S", 0.5)
    said: list[str] = []
    watched = _supervisor(tmp_path, said, "rules")
    try:
        watched.tick()
        pid = watched.child("rules").pid
        _until_it_has_answered(watched, "rules")
        os.kill(pid, signal.SIGSTOP)
        _until_new_process(watched, "rules", pid)
    finally:
        watched.stop()
    assert any(line.startswith("rules makes no progress (no answer to /live, TimeoutError): killed") for line in said)


def test_what_has_not_answered_yet_is_starting_and_is_let(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "ASK_EACH_S", 0.0)
    monkeypatch.setattr(probe, "ANSWER_WITHIN_S", 0.2)
    said: list[str] = []
    watched = _supervisor(tmp_path, said, "rules")
    try:
        watched.tick()
        pid = watched.child("rules").pid
        os.kill(pid, signal.SIGSTOP)
        for _ in range(2 * subject.SILENCES_UNTIL_KILL):
            watched.tick()
        assert (watched.child("rules").pid, said) == (pid, [])
        monkeypatch.setattr(subject, "BEGINS_WITHIN_S", 0.0)
        _until_new_process(watched, "rules", pid)
    finally:
        watched.stop()
    assert said[0].startswith("rules makes no progress (no answer to /live")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rules", set()),
        ("sender", {Secret.SECRET_KEY, Secret.VAULT_TOKEN, ADAS_PASSWORD}),
        ("api", {Secret.SECRET_KEY, Secret.API_TOKEN}),
    ],
    ids=["rules", "sender", "api"],
)
def test_a_secret_goes_only_to_those_who_need_it(tmp_path: Path, name: str, expected: set[str]) -> None:
    watched = _supervisor(tmp_path, [], name)
    try:
        watched.tick()
        pid = watched.child(name).pid
        environment = eventually_sync(lambda: _environment_of(pid, f"services.{name}"), what=f"{name} executed")
    finally:
        watched.stop()
    assert {secret for secret in (*Secret, ADAS_PASSWORD) if f"{secret}=".encode() in environment} == expected


def _environment_of(pid: int, module: str) -> bytes:
    """Empty until the process has become the program: between fork and exec it shows what its parent has."""
    process = Path("/proc", str(pid))
    is_executed = module.encode() in (process / "cmdline").read_bytes().split(b"\0")
    return (process / "environ").read_bytes() if is_executed else b""


@pytest.mark.parametrize(
    ("deaths", "status", "pause"),
    [
        pytest.param(1, -9, 1.0, id="first"),
        pytest.param(2, 1, 2.0, id="second"),
        pytest.param(4, 1, 8.0, id="fourth"),
        pytest.param(20, 1, LONGEST_PAUSE_S, id="never-longer"),
        pytest.param(1, CANNOT_RUN, LONGEST_PAUSE_S, id="wrong-settings"),
    ],
)
def test_the_pause_doubles(deaths: int, status: int, pause: float) -> None:
    assert pause_s(deaths, status) == pause


def test_a_service_that_dies_while_it_is_asked_takes_nobody_with_it(tmp_path: Path) -> None:
    """Process 0 means one's own process group: the supervisor once killed itself and the terminal's other programs."""
    done = subprocess.run(
        [sys.executable, "-c", ASK_THE_DEAD, str(tmp_path)], start_new_session=True, check=False, timeout=60
    )
    assert done.returncode == 0
