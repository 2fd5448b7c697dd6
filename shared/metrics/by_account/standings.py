"""How the accounts are that this process polls: their health, and when their last good poll was."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.clock import Clock, SystemClock
from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS

UNKNOWN = "unknown"
OK = "ok"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account is: its health's state and kind, and when (by the monotonic clock) its last good poll was."""

    state: str
    kind: str
    good_at: float

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to repair."""
        return self.state == OK


class AccountStandings(Collector):
    """Health and age of the last good poll of the accounts that this process polls, from the first moment on.

    An account that never had a good poll is as old as it is. Above 500 accounts there are no series for those that are
    well, and only the oldest of the ages.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._of: dict[int, Standing] = {}

    def unknown(self, account_ids: Collection[int]) -> list[int]:
        """Those that are not shown yet; all others are forgotten."""
        self._of = {each: standing for each, standing in self._of.items() if each in account_ids}
        return [each for each in account_ids if each not in self._of]

    def begin(self, account_id: int, age_s: float, state: str = UNKNOWN, kind: str = "") -> None:
        """Show an account as it was left: so many seconds after its last good poll, or after it was made."""
        self._of[account_id] = Standing(state, kind, self._clock.monotonic() - age_s)

    def good(self, account_id: int) -> None:
        """This account's poll succeeded just now."""
        self._of[account_id] = Standing(OK, "", self._clock.monotonic())

    def failed(self, account_id: int, state: str, kind: str) -> None:
        """This account's poll failed just now."""
        standing = self._of.get(account_id) or Standing(UNKNOWN, "", self._clock.monotonic())
        self._of[account_id] = replace(standing, state=state, kind=kind)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As it is at the moment of the scrape."""
        yield self._counts()
        yield self._states()
        yield self._ages()

    def _counts(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "mailweave_accounts",
            "Accounts that this process polls, by health: ok, degraded, failing, unknown (no poll has ended yet); "
            "`kind` is auth, network, tls, quota or protocol",
            labels=["state", "kind"],
        )
        for (state, kind), count in Counter((each.state, each.kind) for each in self._of.values()).items():
            family.add_metric([state, kind], count)
        return family

    def _states(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "mailweave_account_health",
            "1 with the account's health and kind as labels; above 500 accounts those alone that are not ok",
            labels=["account_id", "state", "kind"],
        )
        shown = self._of if len(self._of) <= MOST_ACCOUNT_LABELS else self._ill()
        for account_id, each in shown.items():
            family.add_metric([str(account_id), each.state, each.kind], 1)
        return family

    def _ill(self) -> dict[int, Standing]:
        ill = [(account_id, each) for account_id, each in self._of.items() if not each.is_well]
        return dict(ill[:MOST_ACCOUNT_LABELS])

    def _ages(self) -> GaugeMetricFamily:
        now = self._clock.monotonic()
        is_labelled = len(self._of) <= MOST_ACCOUNT_LABELS
        family = GaugeMetricFamily(
            "mailweave_last_good_poll_age_seconds",
            "Seconds since the account's last good poll, or since it was made; above 500 accounts the oldest alone",
            labels=["account_id"] if is_labelled else None,
        )
        if is_labelled:
            for account_id, each in self._of.items():
                family.add_metric([str(account_id)], now - each.good_at)
        else:
            family.add_metric([], now - min(each.good_at for each in self._of.values()))
        return family
