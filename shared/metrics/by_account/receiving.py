"""Metrics of the one state that each account's receiving is in, and of the age of the proof that new mail is seen."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.clock import Clock, SystemClock
from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS

WELL = ("ok", "paused")


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as it was written; instants in seconds since 1970, `next_try` None where nothing is to be tried."""

    state: str
    kind: str
    since: float
    next_try: float | None


class ReceivingStates(Collector):
    """Of the accounts that this process polls. Above 500 accounts those alone that are not well, and the oldest age."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._of: dict[int, Shown] = {}
        self._proved_at: dict[int, float] = {}

    def keep(self, account_ids: Collection[int]) -> None:
        """All others are forgotten."""
        self._of = {each: shown for each, shown in self._of.items() if each in account_ids}
        self._proved_at = {each: at for each, at in self._proved_at.items() if each in account_ids}

    def begin(self, account_id: int, age_s: float) -> None:
        """So many seconds ago was the last proof; 0 where there is none, since the poller first saw the account."""
        self._proved_at[account_id] = self._clock.monotonic() - age_s

    def proved(self, account_id: int) -> None:
        """It was shown just now that new mail would be seen."""
        self._proved_at[account_id] = self._clock.monotonic()

    def show(self, account_id: int, shown: Shown) -> None:
        """The state as it was written last."""
        self._of[account_id] = shown

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As it is at the moment of the scrape."""
        shown = self._few()
        yield _family("mailweave_receiving_state", STATE, shown, lambda _: 1, labels=("state", "kind"))
        yield _family("mailweave_receiving_since_timestamp_seconds", SINCE, shown, lambda each: each.since)
        yield _family("mailweave_receiving_next_try_timestamp_seconds", NEXT_TRY, shown, lambda each: each.next_try)
        yield self._ages()

    def _few(self) -> dict[int, Shown]:
        if len(self._of) <= MOST_ACCOUNT_LABELS:
            return self._of
        return dict([each for each in self._of.items() if each[1].state not in WELL][:MOST_ACCOUNT_LABELS])

    def _ages(self) -> GaugeMetricFamily:
        now, is_labelled = self._clock.monotonic(), len(self._proved_at) <= MOST_ACCOUNT_LABELS
        family = GaugeMetricFamily(
            "mailweave_freshness_age_seconds",
            "Seconds since it was last shown that new mail of the account would be seen: a message came, a poll had a "
            "fresh connection, or a fresh one agreed with the open one; above 500 accounts the oldest alone",
            labels=["account_id"] if is_labelled else None,
        )
        if is_labelled:
            for account_id, proved_at in self._proved_at.items():
                family.add_metric([str(account_id)], now - proved_at)
        else:
            family.add_metric([], now - min(self._proved_at.values()))
        return family


STATE = (
    "1 with the account's state (ok, slow, waiting, failing, paused, backpressure) and kind (auth, network, tls, "
    "quota, protocol) as labels; above 500 accounts those alone that are neither ok nor paused"
)
SINCE = "When the account came into its state, in seconds since 1970"
NEXT_TRY = "When the account is tried again, in seconds since 1970; absent where nothing is to be tried again"


def _family(
    name: str,
    meaning: str,
    shown: dict[int, Shown],
    value: Callable[[Shown], float | None],
    labels: tuple[str, ...] = (),
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=["account_id", *labels])
    for account_id, each in shown.items():
        if (at := value(each)) is not None:
            family.add_metric([str(account_id), *(str(getattr(each, label)) for label in labels)], at)
    return family
