"""Wiring of the threader."""

from functools import partial

from services.threader.handlers import on_message_parsed, on_thread_requested
from services.threader.settings import ThreaderSettings
from services.threader.store import PostgresThreads
from shared.events.topics import PARSED, THREAD_REQUESTED
from shared.service.run import Run

MAX_RECORDS = 200


async def build(run: Run[ThreaderSettings]) -> None:
    """`parsed` → threads → `threaded`; `thread.requested` → threads; → `thread.changed`."""
    threads = PostgresThreads(await run.database())
    generation = run.settings.generation
    parsed = partial(
        on_message_parsed,
        threads=threads,
        auto_create_customers=run.settings.auto_create_customers,
        generation=generation,
    )
    run.consume(PARSED, parsed, max_records=MAX_RECORDS)
    requested = partial(on_thread_requested, threads=threads, generation=generation)
    run.consume(THREAD_REQUESTED, requested, max_records=MAX_RECORDS)
