"""The tables in memory that unit tests use are as good as PostgreSQL's: the handlers tell the same bytes on both."""

import random
from collections.abc import Sequence

import pytest

from services.rules.handlers import on_message_threaded
from services.rules.ports import RunStore
from services.rules.store import PostgresRuns
from services.threader.domain.names import own_node
from services.threader.handlers import on_message_parsed, on_thread_requested
from services.threader.ports import ThreadStore
from services.threader.store import PostgresThreads
from shared.events import MessageParsed, MessageThreaded, ThreadStatus
from tests.harness.accounts import add_account
from tests.integration.projections import database_of
from tests.unit.rules.tables import RunTables, ThreadTables
from tests.unit.threader.loom import random_mailbox, shuffled_batches
from tests.unit.threader.requests import asked

CONFIGURATION = """
INSERT INTO template DEFAULT VALUES;
INSERT INTO template_version (template_id, version, name, subject, plain_content) VALUES (1, 1, 'a', 'Thanks', 'Hello');
INSERT INTO rule DEFAULT VALUES;
INSERT INTO rule_version (rule_id, version, name, condition, action)
    VALUES (1, 1, 'Welcome', '{"v": 1, "type": "from_contains", "value": "@"}',
            '{"v": 1, "type": "auto_reply", "template_id": 1}');
"""
MAILBOXES = 20


async def told(threads: ThreadStore, runs: RunStore, batches: Sequence[Sequence[MessageParsed]]) -> list[bytes]:
    """Before each batch the status of the thread of one of its messages is asked for."""
    found: list[bytes] = []
    for number, batch in enumerate(batches):
        status = tuple(ThreadStatus)[number % 3]
        wanted = asked(status, own_node(batch[-1]).id, minutes=number % 7, label=str(number // 2))
        found += [
            event.to_record().value for event in await on_thread_requested([wanted], threads=threads, generation=0)
        ]
        threaded = await on_message_parsed(batch, threads=threads, auto_create_customers=False, generation=0)
        placed = [event for event in threaded if isinstance(event, MessageThreaded)]
        ruled = await on_message_threaded(placed, runs=runs, generation=0, max_age_s=3600.0)
        found += [event.to_record().value for event in (*threaded, *ruled)]
    return found


@pytest.mark.parametrize("seed", range(MAILBOXES))
async def test_the_tables_in_memory_tell_what_postgresql_tells(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    batches = shuffled_batches(random_mailbox(chance), chance)
    async with database_of("threader", database_url) as threads, database_of("rules", database_url) as rules:
        add_account(database_url, email_address="support@mailweave.test")
        for statement in filter(str.strip, CONFIGURATION.split(";\n")):
            await rules.run(statement)
        runs = PostgresRuns(rules.pool)
        async with runs.batch() as batch:
            book = await batch.book()
        real = await told(PostgresThreads(threads.pool), runs, batches)
    assert await told(ThreadTables(), RunTables(book), batches) == real
    assert len(book.rules) == 1
