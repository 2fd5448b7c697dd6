"""How long ago each account's last canary was seen."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.clock import Clock, SystemClock
from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS

MEANING = (
    "Seconds since the account's last canary was seen, or since it has canaries; above 500 accounts the oldest alone"
)


class CanaryAges(Collector):
    """Of the accounts that this process polls and that have canaries."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._seen_at: dict[int, float] = {}

    def begin(self, account_id: int, age_s: float) -> None:
        """So many seconds ago the last one was seen; 0 where none was."""
        self._seen_at[account_id] = self._clock.monotonic() - age_s

    def forget(self, account_id: int) -> None:
        """It has none any more."""
        self._seen_at.pop(account_id, None)

    def seen(self, account_id: int) -> None:
        """One was seen just now; of an account that has none any more that is no news."""
        if account_id in self._seen_at:
            self._seen_at[account_id] = self._clock.monotonic()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As it is at the moment of the scrape."""
        now, is_labelled = self._clock.monotonic(), len(self._seen_at) <= MOST_ACCOUNT_LABELS
        labels = ["account_id"] if is_labelled else None
        family = GaugeMetricFamily("mailweave_canary_age_seconds", MEANING, labels=labels)
        if is_labelled:
            for account_id, seen_at in self._seen_at.items():
                family.add_metric([str(account_id)], now - seen_at)
        else:
            family.add_metric([], now - min(self._seen_at.values()))
        yield family
