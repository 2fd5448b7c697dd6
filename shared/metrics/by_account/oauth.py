"""How the logins by OAuth2 fare."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


@dataclass(frozen=True, slots=True)
class OAuthStanding:
    """How an account's login by OAuth2 fares; `days_left` until somebody has to log in again, where it is known."""

    account_id: int
    state: str
    days_left: float | None
    is_due: bool = False


class OAuthLogins(Collector):
    """Of all active accounts that log in by OAuth2; above 500 days are shown of those alone that have the fewest."""

    def __init__(self) -> None:
        self._standings: Sequence[OAuthStanding] = ()

    def set(self, standings: Sequence[OAuthStanding]) -> None:
        """How all of them fare now."""
        self._standings = standings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As it was at the last look."""
        counts = GaugeMetricFamily(
            "mailweave_oauth_accounts",
            "Active accounts that log in by OAuth2, by state: new, ok, refused (somebody has to act), unavailable (the "
            "token server); each poller counts all",
            labels=["state"],
        )
        for state, count in Counter(each.state for each in self._standings).items():
            counts.add_metric([state], count)
        yield counts
        days = GaugeMetricFamily(
            "mailweave_oauth_login_days_left",
            "Days until somebody has to log in again, by the provider's word or rule; a refresh may begin them anew",
            labels=["account_id"],
        )
        known = ((each.days_left, each.account_id) for each in self._standings if each.days_left is not None)
        for left, account_id in sorted(known)[:MOST_ACCOUNT_LABELS]:
            days.add_metric([str(account_id)], left)
        yield days
