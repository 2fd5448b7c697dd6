"""What the loops of all accounts in a process have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from services.poller.backpressure import Backpressure
from services.poller.domain.failures import FailureKind
from services.poller.domain.schedule import Defaults, FreshnessSettings, SecondLookSettings
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
    freshness: FreshnessSettings
    backpressure: Backpressure
    jitter: Callable[[], float]

    @property
    def longest_backoff_s(self) -> float:
        """The longest pause after failures that pass by themselves."""
        return self.second_look.longest_backoff_s

    def longest_rest_s(self, kind: FailureKind) -> float:
        """The longest pause after this failure: a login that is tried too often is locked, and a corrected one is tried
        at once."""
        return self.second_look.refused_login_s if kind is FailureKind.AUTH else self.longest_backoff_s
