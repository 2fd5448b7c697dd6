"""The services of a run as processes that the harness may hurt; what dies is started again at once, as by an init."""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from signal import SIGCONT, SIGKILL, Signals

from services.cli.installation.supervisor import Supervisor, _Watched, describe
from shared.service.child import Child
from shared.service.ports import Ports
from shared.services import SERVICES
from tests.harness.installation import Supervise

AGAIN_AFTER_S = 0.3


@dataclass
class Fleet(Supervisor):
    """A Supervisor whose services may have several instances (`parser`, `parser.2`) and run another main module."""

    main: Callable[[str], list[str]] = field(default=lambda service: [f"services.{service}"])
    deaths: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def tick(self) -> None:
        """As the supervisor's; instances come and go between two ticks only."""
        with self._turn:
            super().tick()

    def stop(self) -> None:
        """Wakes what a fault has stopped, so that all can end."""
        for name in self.running():
            self.signal(name, SIGCONT)
        super().stop()

    def add(self, service: str, claim: Callable[[str], int]) -> str:
        """Starts one more instance with the next tick; returns its name."""
        assert isinstance(self.ports, dict)
        with self._turn:
            name = next(name for number in count(2) if (name := f"{service}.{number}") not in self._watched)
            self.ports[name] = claim(f"{name}_http")
            self._watched[name] = _Watched(Child(name, self.folder))
        return name

    def remove(self, name: str) -> None:
        """Stops an instance as a scaling down would: it finishes what it has in hand."""
        with self._turn:
            watched = self._watched.pop(name)
        watched.child.signal(SIGCONT)
        watched.child.stop(deadline_s=30)

    def deaths_of(self, name: str) -> int:
        """How often this instance has died."""
        return sum(death.startswith(f"{name} ") for death in self.deaths)

    def running(self) -> list[str]:
        """The instances that there should be."""
        return list(self._watched)

    def kill(self, name: str) -> int:
        """kill -9; returns the process id, 0 when it was not running."""
        return self._watched[name].child.signal(SIGKILL)

    def signal(self, name: str, number: Signals) -> int:
        """Sends a signal; returns the process id, 0 when it was not running."""
        return self._watched[name].child.signal(number)

    def _start(self, name: str, watched: _Watched, now: float) -> None:
        _keep_log(watched.child.log)
        service = name.partition(".")[0]
        environment = {**os.environ, **self.environment, "EMAIL_HTTP_PORT": str(self.ports[name])}
        watched.child.start([sys.executable, "-m", *self.main(service)], environment=environment)
        watched.started_at, watched.due_at = now, None
        watched.asked_at, watched.silences, watched.has_answered = now, 0, False

    def _note_death(self, name: str, watched: _Watched, now: float) -> None:
        self.deaths.append(f"{name} {describe(watched.child.exit_status)}")
        watched.due_at = now + AGAIN_AFTER_S


def fleet(main: Callable[[str], list[str]], more: Callable[[Mapping[str, str]], dict[str, str]]) -> Supervise:
    """What `installed` makes its supervisor with; `more` gives what changes in the services' environment."""

    def make(folder: Path, variables: Mapping[str, str], ports: dict[str, int], say: Callable[[str], None]) -> Fleet:
        return Fleet(folder, {**variables, **more(variables)}, ports, say, tuple(SERVICES), main=main)

    return make


def claim_in(folder: Path) -> Callable[[str], int]:
    """Claims ports for further instances; each claim knows those of the other lanes."""
    return lambda name: Ports(folder).claim(name)


def _keep_log(log: Path) -> None:
    """All lives of a process in one file, with the time at which each ended."""
    if log.exists():
        with log.with_suffix(".all.log").open("ab") as kept:
            kept.write(log.read_bytes() + f"---- started again at {time.time():.3f}\n".encode())
