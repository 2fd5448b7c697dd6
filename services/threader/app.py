"""Wiring of the threader."""

from functools import partial

from services.threader.handlers import on_message_parsed
from services.threader.settings import ThreaderSettings
from services.threader.store import PostgresThreads
from shared.events.topics import PARSED
from shared.postgres.sessions import database_pool
from shared.service.run import Run

MAX_RECORDS = 200


async def build(run: Run[ThreaderSettings]) -> None:
    """`parsed` → threads → `threaded`."""
    pool = await run.enter(database_pool(run.settings, service="threader"))
    handler = partial(
        on_message_parsed,
        threads=PostgresThreads(pool),
        auto_create_customers=run.settings.auto_create_customers,
        generation=run.settings.generation,
    )
    run.consume(PARSED, handler, max_records=MAX_RECORDS)
