"""What the loops of all accounts in a process have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from services.poller.domain.schedule import Defaults, SecondLookSettings
from services.poller.polling.poll import PollPorts
from services.poller.sources import Sources
from shared.postgres.sessions import Pool


@dataclass(frozen=True, slots=True)
class PollerContext:
    """What every account of this process shares."""

    pool: Pool
    sources: Sources
    ports: PollPorts
    defaults: Defaults
    second_look: SecondLookSettings
    jitter: Callable[[], float]

    @property
    def longest_backoff_s(self) -> float:
        """The longest pause after failures."""
        return self.second_look.longest_backoff_s
