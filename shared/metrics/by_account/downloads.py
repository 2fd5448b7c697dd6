"""Metrics of the accounts whose provider limits what is downloaded in a day."""

from collections.abc import Collection, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


class DownloadBudgets(Collector):
    """Of the accounts that this process polls; above 500 those alone that have used the most."""

    def __init__(self) -> None:
        self._used: dict[int, float] = {}

    def show(self, account_id: int, used_bytes: int, day_bytes: int) -> None:
        """As it was when it was last asked for."""
        self._used[account_id] = used_bytes / day_bytes

    def keep(self, account_ids: Collection[int]) -> None:
        """All others are forgotten."""
        self._used = {each: used for each, used in self._used.items() if each in account_ids}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A sample an account."""
        family = GaugeMetricFamily(
            "mailweave_download_budget_used_ratio",
            "Part of the account's daily download budget that is used, at its last poll with messages; imports wait "
            "from 0.8 on, all from 1 on; above 500 accounts the highest alone",
            labels=["account_id"],
        )
        most = sorted(self._used.items(), key=lambda each: each[1], reverse=True)
        for account_id, used in most[:MOST_ACCOUNT_LABELS]:
            family.add_metric([str(account_id)], used)
        yield family
