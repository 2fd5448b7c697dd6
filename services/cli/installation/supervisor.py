"""Keeps the services running: what dies is started again after a pause that doubles, and said so."""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.cli.installation.probe import fault_of
from shared.secret_references.settings import DEFAULT_PREFIX, PREFIX_NAME
from shared.service.child import Child
from shared.services import SERVICES, Secret, Service

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
SURVIVED_S = 60.0
STOP_WITHIN_S = 100.0
ASK_EACH_S = 10.0
SILENCES_UNTIL_KILL = 3
BEGINS_WITHIN_S = 180.0
"""One that has not answered yet may still be starting: on a busy machine that takes longer than three questions."""
CANNOT_RUN = 2
"""Exit status of a service whose settings or topics are wrong: the pause is the longest, a person must act."""


def pause_s(deaths: int, exit_status: int) -> float:
    """How long to wait before the next start, after so many deaths in a row."""
    if exit_status == CANNOT_RUN:
        return LONGEST_PAUSE_S
    return min(FIRST_PAUSE_S * 2.0 ** (deaths - 1), LONGEST_PAUSE_S)


@dataclass
class _Watched:
    child: Child
    deaths: int = 0
    started_at: float = 0.0
    due_at: float | None = 0.0
    asked_at: float = 0.0
    silences: int = 0
    has_answered: bool = False


@dataclass
class Supervisor:
    """Runs each service as a child process; logs go to `logs/NAME.log` in the folder.

    One thread calls `tick` about five times a second.
    """

    folder: Path
    environment: Mapping[str, str]
    ports: Mapping[str, int]
    say: Callable[[str], None] = print
    services: tuple[str, ...] = tuple(SERVICES)
    _watched: dict[str, _Watched] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is started yet: the first `tick` does that."""
        self._watched = {name: _Watched(Child(name, self.folder)) for name in self.services}

    def tick(self) -> None:
        """Starts what is due, notices what has died, and kills what makes no progress."""
        now = time.monotonic()
        for name, watched in list(self._watched.items()):
            if watched.due_at is not None and now >= watched.due_at:
                self._start(name, watched, now)
            elif watched.due_at is None and not watched.child.is_running():
                self._note_death(name, watched, now)
            elif watched.due_at is None and now - watched.asked_at > ASK_EACH_S:
                self._ask(name, watched, now)

    def child(self, name: str) -> Child:
        """The child process of a service, for tests that hurt it."""
        return self._watched[name].child

    def stop_service(self, name: str) -> None:
        """Stops one service for good."""
        watched = self._watched.pop(name)
        watched.child.stop(deadline_s=STOP_WITHIN_S)

    def stop(self) -> None:
        """Asks all to finish what they have in hand, at once, then waits for each."""
        for watched in self._watched.values():
            watched.child.ask_to_stop()
        for watched in self._watched.values():
            watched.child.stop(deadline_s=STOP_WITHIN_S)
        self._watched.clear()

    def _start(self, name: str, watched: _Watched, now: float) -> None:
        service = SERVICES[name]
        environment = without_others({**os.environ, **self.environment}, service)
        environment["EMAIL_HTTP_PORT"] = str(self.ports[name])
        watched.child.start([sys.executable, "-m", service.module], environment=environment)
        watched.started_at, watched.due_at = now, None
        watched.asked_at, watched.silences, watched.has_answered = now, 0, False

    def _ask(self, name: str, watched: _Watched, now: float) -> None:
        watched.asked_at = now
        fault = fault_of(self.ports[name], "/live")
        watched.has_answered = watched.has_answered or not fault
        is_starting = not watched.has_answered and now - watched.started_at < BEGINS_WITHIN_S
        watched.silences = watched.silences + 1 if fault and not is_starting else 0
        if watched.silences >= SILENCES_UNTIL_KILL:
            self.say(f"{name} makes no progress ({fault}): killed, to be started again")
            watched.child.signal(signal.SIGKILL)  # it may just have died: then there is nobody to kill

    def _note_death(self, name: str, watched: _Watched, now: float) -> None:
        survived = now - watched.started_at > SURVIVED_S
        watched.deaths = 1 if survived else watched.deaths + 1
        status = watched.child.exit_status
        pause = pause_s(watched.deaths, status)
        watched.due_at = now + pause
        self.say(
            f"{name} died ({describe(status)}); starting it again in {pause:.0f} s. Its last words: "
            f"{watched.child.last_lines(1)} (all in {watched.child.log})"
        )


def without_others(environment: Mapping[str, str], service: Service) -> dict[str, str]:
    """The variables without the secrets that the service does not need."""
    withheld = frozenset(Secret) - service.secrets
    prefix = environment.get(PREFIX_NAME, DEFAULT_PREFIX) if Secret.VAULT_TOKEN in withheld else ""
    return {
        name: value
        for name, value in environment.items()
        if name not in withheld and not (prefix and name.startswith(prefix))
    }


def describe(exit_status: int) -> str:
    """An exit status in words: `signal 9` or `exit status 2`."""
    return f"signal {-exit_status}" if exit_status < 0 else f"exit status {exit_status}"
