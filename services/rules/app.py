"""Wiring of the rules."""

from functools import partial

from services.rules.handlers import on_message_threaded
from services.rules.latency import observe_arrivals
from services.rules.settings import RulesSettings
from services.rules.store import PostgresRuns
from shared.events.topics import THREADED
from shared.service.run import Run

MAX_RECORDS = 200


async def build(run: Run[RulesSettings]) -> None:
    """`threaded` → rule runs → `ruled` and `outbound`."""
    pool = await run.database()
    handler = partial(
        on_message_threaded,
        runs=PostgresRuns(pool),
        generation=run.settings.generation,
        max_age_s=run.settings.auto_reply_max_age_s,
    )
    on_done = partial(observe_arrivals, clock=run.clock, generation=run.settings.generation)
    run.consume(THREADED, handler, max_records=MAX_RECORDS, on_done=on_done)
