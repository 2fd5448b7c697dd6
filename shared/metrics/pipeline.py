"""Of the parser, the threader and the rules."""

from prometheus_client import Counter, Gauge, Histogram

from shared.metrics.registries import PARSER, RULES, THREADER
from shared.metrics.zeros import from_zero

ARRIVAL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600)

REPORTS = Counter(
    "mailweave_reports",
    "Recipients in bounces, complaints and receipts, by the report's kind and the reason; a repeat counts again",
    ["kind", "reason"],
    registry=PARSER,
)
PARSER_CHILD_DEATHS = from_zero(
    Counter(
        "mailweave_parser_child_deaths",
        "Processes to parse in that died and were replaced, by cause: hang, crash, killed (as for lack of memory)",
        ["cause"],
        registry=PARSER,
    ),
    [("hang",), ("crash",), ("killed",)],
)
PARSER_GAVE_UP = from_zero(
    Counter(
        "mailweave_parser_gave_up",
        "Messages of which only the header could be read, by cause: hang, memory, crash, killed, error",
        ["cause"],
        registry=PARSER,
    ),
    [("hang",), ("memory",), ("crash",), ("killed",), ("error",)],
)
INDEX_LAG = Gauge(
    "mailweave_index_lag_messages", "Stored messages that full-text search does not find yet", registry=PARSER
)
THREAD_REQUESTS = Counter(
    "mailweave_thread_requests",
    "Requests to change a thread by outcome: changed, unchanged, superseded by something later, waiting for a message",
    ["request", "outcome"],
    registry=THREADER,
)

DECISIONS = from_zero(
    Counter(
        "mailweave_decisions",
        "Decisions of rules by outcome: fired, withheld, defect; `reason` says what withheld it or what is defective",
        ["outcome", "reason"],
        registry=RULES,
    ),
    [("fired", ""), ("defect", "template"), ("defect", "action")],
)
ARRIVAL_TO_RULED = Histogram(
    "mailweave_arrival_to_ruled_seconds",
    "Seconds from the fetch of a live message, by the poller's clock, until Kafka has acknowledged its `ruled`",
    buckets=ARRIVAL_BUCKETS,
    registry=RULES,
)
