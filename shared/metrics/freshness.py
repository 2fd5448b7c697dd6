"""Of the poller: what shows that new mail would be seen."""

from prometheus_client import Counter, Histogram

from shared.metrics.by_account.canaries import CanaryAges
from shared.metrics.registries import POLLER
from shared.metrics.zeros import from_zero

CANARY_BUCKETS = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)

STALE_VIEWS = Counter(
    "mailweave_stale_views",
    "Open connections that did not show what a fresh one showed, and were made anew",
    registry=POLLER,
)
FRESHNESS_LOOKS = from_zero(
    Counter(
        "mailweave_freshness_looks",
        "Looks by a fresh connection at what the open one should know, by result",
        ["result"],
        registry=POLLER,
    ),
    [("ok",), ("behind",)],
)
CANARIES = from_zero(
    Counter(
        "mailweave_canaries",
        "Canaries by what became of them: asked for, seen, overdue (sent and not seen in time), not_sent",
        ["state"],
        registry=POLLER,
    ),
    [("asked",), ("seen",), ("overdue",), ("not_sent",)],
)
CANARY_SECONDS = Histogram(
    "mailweave_canary_round_trip_seconds",
    "Seconds from asking for a canary to seeing it in its account's mailbox",
    buckets=CANARY_BUCKETS,
    registry=POLLER,
)
CANARY_AGES = CanaryAges()
POLLER.register(CANARY_AGES)
