"""How the logins by OAuth2 fare."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


@dataclass(frozen=True, slots=True)
class OAuthStanding:
    """How an account's login by OAuth2 fares; `ends_at`: when somebody has to log in again, where it is known."""

    account_id: int
    state: str
    ends_at: float | None
    is_due: bool = False


class OAuthLogins(Collector):
    """Of all active accounts that log in by OAuth2; above 500 those alone are shown whose login ends first."""

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
        ends = GaugeMetricFamily(
            "mailweave_oauth_login_expiry_timestamp_seconds",
            "When somebody has to log in again, by the provider's word or rule, in seconds since 1970; a refresh may "
            "put it off; above 500 accounts the first alone; each poller shows all",
            labels=["account_id"],
        )
        known = ((each.ends_at, each.account_id) for each in self._standings if each.ends_at is not None)
        for ends_at, account_id in sorted(known)[:MOST_ACCOUNT_LABELS]:
            ends.add_metric([str(account_id)], ends_at)
        yield ends
