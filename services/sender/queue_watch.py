"""Keeps the metrics of the queue true: one query every 15 seconds, whoever scrapes how often."""

from services.sender.store.queue import read_queue
from shared import metrics
from shared.clock import Clock
from shared.errors import TransientError
from shared.postgres.sessions import Pool

EVERY_S = 15.0
REST_TIMES = 20.0


async def look_at_queue(pool: Pool, clock: Clock) -> float:
    """Reads it once; gives the rest after it, which is twenty times as long as the look took. Raises TransientError."""
    began = clock.monotonic()
    try:
        queue = await read_queue(pool)
    except TransientError:
        for figures in (metrics.SEND_QUEUE, metrics.SEND_OLDEST_DUE, metrics.SENDS_IN_DOUBT):
            figures.forget()
        raise
    metrics.SEND_QUEUE.set({(state,): count for state, count in queue.recipients.items()})
    metrics.SEND_OLDEST_DUE.set({(): queue.oldest_due_s})
    metrics.SENDS_IN_DOUBT.set({(): queue.in_doubt})
    return max(EVERY_S, REST_TIMES * (clock.monotonic() - began))
