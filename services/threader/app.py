"""Wiring of the threader."""

from functools import partial

from services.threader.handlers import on_message_parsed
from services.threader.settings import ThreaderSettings
from services.threader.store import PostgresThreads
from shared.events.topics import PARSED
from shared.service.run import Run

MAX_RECORDS = 200


async def build(run: Run[ThreaderSettings]) -> None:
    """`parsed` → threads → `threaded`."""
    pool = await run.database()
    handler = partial(
        on_message_parsed,
        threads=PostgresThreads(pool),
        auto_create_customers=run.settings.auto_create_customers,
        generation=run.settings.generation,
    )
    run.consume(PARSED, handler, max_records=MAX_RECORDS)
