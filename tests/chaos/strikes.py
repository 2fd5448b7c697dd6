"""Faults that strike a running stream. Each is called with the run, strikes, mends, and tells whether it has hit."""

import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Protocol

import psutil

from shared.crash import ConsumerStep, CrashPoint
from shared.events.topics import PARSED
from tests.chaos.deadly import deadly_record
from tests.chaos.flow import publish_for_certain
from tests.chaos.hurt import (
    NO_SUSPECT_WITHIN_S,
    READS,
    crash_file,
    happens,
    is_ready,
    is_set_aside,
    is_suspect,
    more_instances,
    plant_change,
    plant_gap,
    plant_spoilt,
)
from tests.chaos.run import Run
from tests.chaos.zombies import LEASED, has_moved, lease_owners, open_transactions
from tests.fakes.faults import BlackHole, Fault, HalfClose
from tests.harness.kafka import Keyed

STOPPED_S = 12.0
LEASE_WITHIN_S = 10.0
"""Longer than Kafka's session (3 s), a transaction that stands still (5 s) and a lease of the sender (8 s) hold."""
LASTS_S = 3.0
HOLE_LASTS_S = 12.0
"""Longer than every time-out of `conduct.SETTINGS`, of which the wait for PostgreSQL is the longest (10 s)."""
DOWN_S = 1.0


class Strike(Protocol):
    """One fault, once; `name` is what the table of faults calls it."""

    @property
    def name(self) -> str: ...

    def __call__(self, run: Run) -> bool: ...


@dataclass(frozen=True, slots=True)
class Crash:
    """A crash point is armed, and a process takes it."""

    point: str

    @property
    def name(self) -> str:
        return f"crash {self.point}"

    def __call__(self, run: Run) -> bool:
        armed = crash_file(run, self.point)
        service, _, step = self.point.partition(".")
        happens(lambda: not is_suspect(run, service), NO_SUSPECT_WITHIN_S)
        armed.touch()
        if step == ConsumerStep.AFTER_DEAD_LETTER:
            plant_spoilt(run, READS[service])
        if self.point == CrashPoint.POLLER_AFTER_BLOB:
            run.deliver([run.large.pop()])
        if self.point == CrashPoint.POLLER_AFTER_GAP_PUBLISHED and not plant_gap(run):
            return False
        if self.point == CrashPoint.POLLER_AFTER_STATE:
            return self._in_a_change(run, armed)
        if step == ConsumerStep.IN_REVOKE:
            with more_instances(run, service, 2):
                return happens(lambda: not armed.exists())
        has_hit = happens(lambda: not armed.exists())
        armed.unlink(missing_ok=True)
        return has_hit

    def _in_a_change(self, run: Run, armed: Path) -> bool:
        """Polling is switched off and on until the poller dies over it."""
        has_hit = happens(lambda: not armed.exists() or (plant_change(run) and not armed.exists()))
        armed.unlink(missing_ok=True)
        return happens(lambda: plant_change(run, for_good=True)) and has_hit


@dataclass(frozen=True, slots=True)
class After:
    """A strike that rests for so many seconds first."""

    strike: Strike
    rest_s: float

    @property
    def name(self) -> str:
        return self.strike.name

    def __call__(self, run: Run) -> bool:
        return not run.is_over.wait(self.rest_s) and self.strike(run)


@dataclass(frozen=True, slots=True)
class Kill:
    """kill -9 of one service."""

    service: str

    @property
    def name(self) -> str:
        return f"kill {self.service}"

    def __call__(self, run: Run) -> bool:
        if not happens(lambda: is_ready(run, self.service)):
            return False
        happens(lambda: not is_suspect(run, self.service), NO_SUSPECT_WITHIN_S)
        return bool(run.fleet.kill(self.service))


@dataclass(frozen=True, slots=True)
class Stop:
    """SIGSTOP until another instance has taken over, then the zombie comes back.

    Meanwhile it must hold up nobody: none of its transactions may be open at the end.
    """

    service: str

    @property
    def name(self) -> str:
        return f"stop {self.service}"

    def __call__(self, run: Run) -> bool:
        is_leased = self.service in LEASED
        with more_instances(run, self.service, 2):
            if is_leased:  # none while PostgreSQL is away, or the sender has nothing to do just now
                happens(lambda: bool(lease_owners(run, self.service)), LEASE_WITHIN_S)
            before = lease_owners(run, self.service)
            pid = run.fleet.signal(self.service, SIGSTOP)
            time.sleep(STOPPED_S)
            was_replaced = not is_leased or happens(
                lambda: has_moved(before, lease_owners(run, self.service)), LEASE_WITHIN_S
            )
            held, was_stopped = open_transactions(run, self.service, pid), _is_stopped(pid)
            if was_stopped and held:
                run.zombie_faults.append(f"{self.service} kept {held} transactions open for {STOPPED_S:.0f} s")
            return run.fleet.signal(self.service, SIGCONT) == pid and was_stopped and was_replaced


def _is_stopped(pid: int) -> bool:
    """Whether it still lies there; another lane may have killed it meanwhile."""
    try:
        return pid != 0 and psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False


@dataclass(frozen=True, slots=True)
class Storm:
    """Instances come and go, 1 → 3 → 2 → 1: every step is a rebalance."""

    service: str

    @property
    def name(self) -> str:
        return f"storm {self.service}"

    def __call__(self, run: Run) -> bool:
        with more_instances(run, self.service, 3) as were_ready:
            return were_ready


@dataclass(frozen=True, slots=True)
class Network:
    """What a network does to the connections to one server, for some seconds after it has begun to do it.

    A black hole lasts until every time-out has passed: what it gives back in the end nobody waits for any more.
    """

    server: str
    fault: Fault

    @property
    def name(self) -> str:
        direction = f" {self.fault.direction}" if isinstance(self.fault, HalfClose) else ""
        return f"{type(self.fault).__name__}{direction} before {self.server}"

    def __call__(self, run: Run) -> bool:
        proxy = run.servers.proxies[self.server]
        strike = proxy.strike(self.fault)
        try:
            has_hit = happens(lambda: strike.hits > 0)
            time.sleep(HOLE_LASTS_S if isinstance(self.fault, BlackHole) else LASTS_S)
        finally:
            proxy.heal(strike)
        return has_hit


@dataclass(frozen=True, slots=True)
class Deadly:
    """A record whose handling ends its process: it must be set aside in the end, and nothing with it."""

    name: str = "deadly record"

    def __call__(self, run: Run) -> bool:
        event = deadly_record(run.accounts[0], f"{run.plan.seed} {len(run.aliens)}")
        run.aliens.add(str(event.copy_id))
        parts = event.to_record()
        record = Keyed(run.names.of(PARSED), parts.key, parts.value)
        run.spoilt.append((PARSED.name, record))
        deaths = run.fleet.deaths_of("threader")
        publish_for_certain(run.mailweave.settings.kafka_servers, [record])
        return happens(lambda: is_set_aside(run, PARSED, record)) and run.fleet.deaths_of("threader") > deaths


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker is killed and started again."""

    name: str = "broker"

    def __call__(self, run: Run) -> bool:
        assert run.servers.stack is not None
        kafka = run.servers.stack.kafka
        before = kafka.pid
        kafka.kill()
        time.sleep(DOWN_S)
        kafka.start()
        return kafka.pid not in (0, before)


@dataclass(frozen=True, slots=True)
class Postgres:
    """PostgreSQL is killed and started again."""

    name: str = "postgres"

    def __call__(self, run: Run) -> bool:
        assert run.servers.stack is not None
        postgres = run.servers.stack.postgres
        before = postgres.pid
        postgres.kill()
        time.sleep(DOWN_S)
        postgres.start()
        return postgres.pid not in (0, before)
