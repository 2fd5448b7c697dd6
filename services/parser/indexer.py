"""Full-text search is filled beside the pipe, so that it costs no message time (DESIGN §13)."""

import asyncio
import logging

from services.parser.ports import MessageStorage
from shared import metrics
from shared.errors import TransientError

BATCH = 100
IDLE_S = 0.5
RETRY_S = 5.0
logger = logging.getLogger(__name__)


async def index_forever(*, store: MessageStorage) -> None:
    """Indexes what waits, in batches; several processes share the work. Its lag is a metric."""
    while True:
        await asyncio.sleep(await _index_once(store))


async def _index_once(store: MessageStorage) -> float:
    """One batch; returns the seconds to rest before the next."""
    try:
        done = await store.index(BATCH)
        metrics.INDEX_LAG.set(await store.waiting())
    except TransientError as error:
        logger.warning("the search index waits: %s", error)
        return RETRY_S
    return 0.0 if done == BATCH else IDLE_S
