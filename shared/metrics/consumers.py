"""Of every service that reads topics."""

from prometheus_client import Counter, Gauge, Histogram

from shared.metrics.registries import CONSUMER, PARSER

STAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

RECORDS = Counter(
    "mailweave_records",
    "Records by what became of them: handled, set_aside, retried",
    ["topic", "result"],
    registry=CONSUMER,
)
DEAD_LETTERS = Counter(
    "mailweave_dead_letters", "Records set aside, by the class of the error", ["topic", "error"], registry=CONSUMER
)
BULK_WAIT_SECONDS = Counter(
    "mailweave_bulk_wait_seconds",
    "Seconds that the reader of a bulk topic made way for the live one",
    ["topic"],
    registry=PARSER,
)
STAGE_SECONDS = Histogram(
    "mailweave_stage_seconds",
    "Seconds from taking a batch to its commit",
    ["topic"],
    buckets=STAGE_BUCKETS,
    registry=CONSUMER,
)
CONSUMER_LAG = Gauge(
    "mailweave_consumer_lag_records", "Records of this process's partitions not yet taken", ["topic"], registry=CONSUMER
)
OLDEST_UNFINISHED = Gauge(
    "mailweave_oldest_unfinished_seconds",
    "Age of the oldest record of this process's partitions that is not committed yet; 0 when there is none",
    ["topic"],
    registry=CONSUMER,
)
