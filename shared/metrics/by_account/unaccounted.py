"""What the audit could not account for."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS


class Unaccounted(Collector):
    """What the last accounts could not account for; above 500 accounts those with 0 are one sample, `others`."""

    def __init__(self) -> None:
        self._counts: Mapping[int, int] = {}

    def set(self, counts: Mapping[int, int]) -> None:
        """The figures of all accounts; none while they cannot be read, so that an old 0 reassures nobody."""
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A sample an account."""
        family = GaugeMetricFamily(
            "mailweave_unaccounted_messages",
            "Messages and sends that were seen and are neither stored, set aside nor on their way; the target is 0",
            labels=["account_id"],
        )
        is_labelled = len(self._counts) <= MOST_ACCOUNT_LABELS
        for account_id, count in self._counts.items():
            if count or is_labelled:
                family.add_metric([str(account_id)], count)
        if not is_labelled:
            family.add_metric(["others"], 0)
        yield family
