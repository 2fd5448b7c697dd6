"""The accounts whose SMTP server allows fewer sessions than the setting."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


class AllowedSessions(Collector):
    """Of the accounts that this process sends for; above 500 those that are allowed the least."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}

    def show(self, account_id: int, sessions: int) -> None:
        """So many at present."""
        self._of[account_id] = sessions

    def forget(self, account_id: int) -> None:
        """As many as the setting has, or another process sends for it now."""
        self._of.pop(account_id, None)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A sample an account."""
        family = GaugeMetricFamily(
            "mailweave_smtp_sessions_allowed",
            "SMTP sessions that a server allows an account at present, where that is less than the setting; above 500 "
            "accounts the lowest alone",
            labels=["account_id"],
        )
        fewest = sorted(self._of.items(), key=lambda each: each[1])
        for account_id, sessions in fewest[:MOST_ACCOUNT_LABELS]:
            family.add_metric([str(account_id)], sessions)
        yield family
