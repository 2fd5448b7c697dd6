"""One child process: started in its own session, waited for by condition, stopped for certain."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from shared.errors import ConfigurationError
from shared.service.identity import identity_of

_POLL_S = 0.03


class RunAs(TypedDict, total=False):
    """The user that a child becomes, in the words of Popen."""

    user: int
    group: int
    extra_groups: list[int]


class ChildError(ConfigurationError):
    """A child ended or was not ready in time; the line names its log and how that ends."""


class Child:
    """A program that this process keeps: a service, or a server of the embedded stack.

    It lives in a session of its own, so a terminal's Ctrl-C reaches only our supervisor. Its log is
    `logs/NAME.log` (the run before: `NAME.log.1`). `run/NAME.pid` lets the next start find a process that
    outlived a killed supervisor, and end it.
    """

    def __init__(
        self, name: str, folder: Path, run_as: RunAs | None = None, stop_signal: signal.Signals = signal.SIGTERM
    ) -> None:
        self.name = name
        self._stop_signal = stop_signal
        self.log = folder / "logs" / f"{name}.log"
        self._pid_file = folder / "run" / f"{name}.pid"
        self._run_as = run_as or RunAs()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id, 0 when it is not running."""
        return self._process.pid if self._process is not None and self.is_running() else 0

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int:
        """How it ended: its exit status, or minus the signal's number; 0 while it runs or when it never did."""
        return (self._process.poll() or 0) if self._process is not None else 0

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting: `stop` then waits."""
        self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> int:
        """Send it a signal; the process id that got it, 0 when it does not run. Never to process 0, our own group."""
        process = self._process
        if process is None or process.poll() is not None:
            return 0
        process.send_signal(number)
        return process.pid

    def start(
        self, argv: Sequence[str | Path], cwd: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it, after ending what an earlier, killed run left behind."""
        self.end_leftover()
        for path in (self.log, self._pid_file):
            path.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(part) for part in argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=environment,
                start_new_session=True,
                **self._run_as,
            )
        pid = self._process.pid
        self._pid_file.write_text(json.dumps({"pid": pid, "identity": identity_of(pid)}))

    def wait_until(self, condition: Callable[[], bool], deadline_s: float, what: str) -> None:
        """Return once `condition` holds; ChildError when the process ends or `deadline_s` passes before."""
        give_up_at = time.monotonic() + deadline_s
        while not condition():
            if not self.is_running():
                raise ChildError(f"{self.name} ended before {what}; its log {self.log} ends: {self.last_lines()}")
            if time.monotonic() > give_up_at:
                raise ChildError(f"{self.name}: not {what} after {deadline_s:.0f} s; see its log {self.log}")
            time.sleep(_POLL_S)

    def stop(self, deadline_s: float = 20) -> None:
        """Ask it, or what an earlier run left, to end; kill it once `deadline_s` passed. Nothing is left afterwards."""
        if self._process is None:
            self.end_leftover()
            return
        if self.is_running():
            self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            self.kill()
        self._forget()

    def kill(self) -> None:
        """End it with SIGKILL, together with its process group."""
        if self._process is None:
            return
        _kill_group(self._process.pid)
        self._process.kill()
        self._process.wait()
        self._forget()

    def end_leftover(self) -> None:
        """End the process of an earlier run that the pid file names, if it is still that one."""
        if not self._pid_file.exists():
            return
        left = json.loads(self._pid_file.read_text() or "{}")
        pid, identity = int(left.get("pid", 0)), left.get("identity")
        if identity is not None and identity_of(pid) == identity:
            os.kill(pid, self._stop_signal)
            if not _is_gone(pid, deadline_s=15):
                _kill_group(pid)
                _is_gone(pid, deadline_s=5)
        self._pid_file.unlink(missing_ok=True)

    def last_lines(self, count: int = 3) -> str:
        """The end of its log in one line."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return " | ".join(lines[-count:]) or "(empty)"

    def _forget(self) -> None:
        self._process = None
        self._pid_file.unlink(missing_ok=True)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_gone(pid: int, deadline_s: float) -> bool:
    give_up_at = time.monotonic() + deadline_s
    while identity_of(pid) is not None:
        if time.monotonic() > give_up_at:
            return False
        time.sleep(_POLL_S)
    return True
