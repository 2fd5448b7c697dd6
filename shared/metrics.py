"""Every metric, declared once, with its meaning. Names start with `email_`."""

from collections.abc import Iterator, Mapping

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.clock import Clock, SystemClock

MOST_ACCOUNT_LABELS = 500
STAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
POLL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)

RECORDS = Counter("email_records", "Records by what became of them: handled, set_aside, retried", ["topic", "result"])
DEAD_LETTERS = Counter("email_dead_letters", "Records set aside, by the class of the error", ["topic", "error"])
STAGE_SECONDS = Histogram(
    "email_stage_seconds", "Seconds from taking a batch to its commit", ["topic"], buckets=STAGE_BUCKETS
)
CONSUMER_LAG = Gauge("email_consumer_lag_records", "Records of this process's partitions not yet taken", ["topic"])

POLLS = Counter("email_polls", "Polls of accounts by result", ["result"])
POLL_SECONDS = Histogram("email_poll_seconds", "Seconds that one poll took", buckets=POLL_BUCKETS)
MESSAGES_FOUND = Counter("email_poll_messages_found", "Messages that polls found on the servers")
MESSAGES_PROCESSED = Counter("email_poll_messages_processed", "Messages that polls fetched and Kafka acknowledged")
FETCHED_BYTES = Counter("email_fetched_bytes", "Bytes of messages fetched from the servers")
FETCH_GAPS = Counter("email_fetch_gaps", "Messages that could not be had, by reason", ["reason"])

SENDS = Counter("email_sends", "Recipients of sends by the state they reached", ["state"])
HTTP_REQUESTS = Counter(
    "email_http_requests", "Answers of REST and the screen by route; `none` = no route", ["method", "route", "status"]
)
INDEX_LAG = Gauge("email_index_lag_messages", "Stored messages that full-text search does not find yet")


class PollAges(Collector):
    """Seconds since the last good poll: a sample per account; above 500 accounts only the oldest, without a label."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._good_at: dict[int, float] = {}

    def good(self, account_id: int) -> None:
        """This account's poll succeeded just now."""
        self._good_at[account_id] = self._clock.monotonic()

    def forget(self, account_id: int) -> None:
        """This process no longer polls the account."""
        self._good_at.pop(account_id, None)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The ages at the moment of the scrape."""
        now = self._clock.monotonic()
        ages = {str(account_id): now - at for account_id, at in self._good_at.items()}
        is_labelled = len(ages) <= MOST_ACCOUNT_LABELS
        family = GaugeMetricFamily(
            "email_last_good_poll_age_seconds",
            "Seconds since the account's last good poll; above 500 accounts the oldest alone",
            labels=["account_id"] if is_labelled else None,
        )
        if is_labelled:
            for account_id, age in ages.items():
                family.add_metric([account_id], age)
        else:
            family.add_metric([], max(ages.values()))
        yield family


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
            "email_unaccounted_messages",
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


LAST_GOOD_POLL = PollAges()
UNACCOUNTED = Unaccounted()
REGISTRY.register(LAST_GOOD_POLL)
REGISTRY.register(UNACCOUNTED)
