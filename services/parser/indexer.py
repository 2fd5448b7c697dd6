"""Full-text search is filled beside the pipe, so that it costs no message time (DESIGN §13)."""

from services.parser.search_index import SearchIndex
from shared import metrics

BATCH = 100
IDLE_S = 0.5
RETRY_S = 5.0


async def index_some(*, index: SearchIndex) -> float | None:
    """One batch of what waits, at once the next when there may be more; its lag is a metric.

    Several processes share the work.
    """
    done = await index.add(BATCH)
    metrics.INDEX_LAG.set(await index.waiting())
    return 0.0 if done == BATCH else None
