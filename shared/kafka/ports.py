"""What the consumer policy is given."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.events import Event
from shared.health import Health
from shared.kafka.publish import Publisher
from shared.tracing.port import Tracing

Handler = Callable[[Sequence[Event]], Awaitable[Sequence[Event]]]
OnDone = Callable[[Sequence[Event]], None]
"""Told of events once Kafka has acknowledged what was made of them; a repeat is told again."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What the policy works with; `end` ends the process with an exit code and a sentence."""

    service: str
    publisher: Publisher
    health: Health
    clock: Clock
    end: Callable[[int, str], None]
    transient_max_s: float
    tracing: Tracing | None = None
    random: Callable[[], float] = random.random
