"""A run in progress: what the strikes hurt and what they leave behind for the tally."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.events.topics import TopicNames
from tests.chaos.fleet import Fleet
from tests.chaos.plan import Plan
from tests.chaos.servers import Servers
from tests.harness.installation import Mailweave
from tests.harness.kafka import Keyed
from tests.harness.planted import Mail

Say = Callable[[str], None]


@dataclass
class Run:
    """`spoilt` grows by the records that strikes plant; by lane, `now` tells what strikes and `struck` how many did.

    `aliens` are copies that were planted as records and are no messages. `spans` has every strike with the times (of
    the clock) at which it began and ended, `zombie_faults` what a stopped process did that it must not. Nothing more
    strikes once `is_over` is set.
    """

    plan: Plan
    servers: Servers
    mailweave: Mailweave
    fleet: Fleet
    folder: Path
    say: Say
    began: float = field(default_factory=time.monotonic)
    accounts: Sequence[int] = ()
    deliver: Callable[[Sequence[Mail]], None] = field(default=lambda _: None)
    large: list[Mail] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    spoilt: list[tuple[str, Keyed]] = field(default_factory=list)
    aliens: set[str] = field(default_factory=set)
    now: dict[str, str] = field(default_factory=dict)
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    zombie_faults: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def names(self) -> TopicNames:
        """The names of its topics."""
        return TopicNames(self.mailweave.settings.topic_prefix)

    def tell(self, line: str) -> None:
        """One line with the time since the beginning."""
        self.say(f"{time.monotonic() - self.began:6.1f} s  {line}")
