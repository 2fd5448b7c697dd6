"""How long live mail was on its way."""

from collections.abc import Sequence

from shared import metrics
from shared.clock import Clock
from shared.events import Effects, MessageThreaded

LIVE = frozenset({Effects.ALLOWED, Effects.OBSERVE})
"""What came as new mail: no history, no import, and nothing that we sent ourselves."""


def observe_arrivals(events: Sequence[MessageThreaded], *, clock: Clock, generation: int) -> None:
    """These are ruled. Counted from the poller's fetch: INTERNALDATE has whole seconds, and the server's clock."""
    if generation:
        return
    now = clock.now()
    for event in events:
        if event.effects in LIVE:
            metrics.ARRIVAL_TO_RULED.observe(max(0.0, (now - event.fetched_at).total_seconds()))
