"""What the audit could not account for."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


class Unaccounted(Collector):
    """What the audit could not account for; above 500 accounts the 500 that lack most, and `others` for all others."""

    def __init__(self) -> None:
        self._counts: Mapping[int, int] = {}

    def set(self, counts: Mapping[int, int]) -> None:
        """The figures of all accounts; none while they cannot be read, so that an old 0 reassures nobody."""
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A sample an account."""
        family = GaugeMetricFamily(
            "mailweave_unaccounted_messages",
            "Messages and sends that were seen and are neither stored, set aside nor on their way; the target is 0; "
            "above 500 accounts those that lack most, and `others` for the sum of all others",
            labels=["account_id"],
        )
        is_labelled = len(self._counts) <= MOST_ACCOUNT_LABELS
        most = sorted(self._counts.items(), key=lambda each: each[1], reverse=True)
        for account_id, count in most[:MOST_ACCOUNT_LABELS]:
            if count or is_labelled:
                family.add_metric([str(account_id)], count)
        if not is_labelled:
            family.add_metric(["others"], sum(count for _, count in most[MOST_ACCOUNT_LABELS:]))
        yield family
