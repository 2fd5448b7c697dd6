"""Statuses of threads on a real PostgreSQL, in the threader's role."""

import random
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest

from services.threader.handlers import on_message_parsed, on_thread_requested
from services.threader.store import PostgresThreads
from shared import metrics
from shared.events import Direction, Effects, Event, MessageParsed, ThreadChanged, ThreadRequested
from shared.ids import MailId
from tests.harness.accounts import add_account
from tests.integration.projections import Database, database_of
from tests.unit.threader.letters import at, mail_id_of, parsed
from tests.unit.threader.loom import random_mailbox
from tests.unit.threader.requests import WHO, asked, defined, thread_of

STATUSES = """
SELECT placement.mail_id, thread.status FROM read_placement AS placement JOIN read_thread AS thread USING (strand_id)
"""
SHOWN = "SELECT status, status_at, status_by FROM read_thread"
CAPTION = "mailweave_thread_requests_total"
Step = MessageParsed | ThreadRequested


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with database_of("threader", database_url) as found:
        add_account(database_url, email_address="support@mailweave.test")
        yield found


async def handle(database: Database, *steps: Step, generation: int = 0) -> list[Event]:
    """All that is told, in this order."""
    threads, told = PostgresThreads(database.pool), list[Event]()
    for step in steps:
        if isinstance(step, MessageParsed):
            told += await on_message_parsed([step], threads=threads, auto_create_customers=True, generation=generation)
        else:
            told += await on_thread_requested([step], threads=threads, generation=generation)
    return told


def changes(events: Sequence[Event]) -> list[tuple[str, str, str, UUID]]:
    """From, to, by whom and which thread, of each thread.changed."""
    found = [event for event in events if isinstance(event, ThreadChanged)]
    return [(each.changed.before, each.changed.after, each.by, each.thread_id) for each in found]


A, B = thread_of("a"), thread_of("b")
CLOSED_BY_ASKING, OPENED = ("open", "closed", WHO, A), ("closed", "open", "inbound message", A)
ANSWER = parsed("b", minutes=6, in_reply_to=("a@test",))
OURS = ANSWER.model_copy(update={"direction": Direction.OUTBOUND})
JOINING = parsed("c", minutes=7, references=("a@test", "b@test"), direction=Direction.OUTBOUND)
HISTORY = parsed("b", minutes=2, in_reply_to=("a@test",), effects=Effects.HISTORY, fetched_at=at(9))
CLOSE = asked("closed", A, minutes=5)


@pytest.mark.parametrize(
    ("steps", "status", "told"),
    [
        pytest.param([parsed("a"), CLOSE], "closed", [CLOSED_BY_ASKING], id="asked for"),
        pytest.param([parsed("a"), CLOSE, ANSWER], "open", [CLOSED_BY_ASKING, OPENED], id="an answer comes"),
        pytest.param([parsed("a"), ANSWER, CLOSE], "open", [], id="the answer was later than the request"),
        pytest.param([parsed("a"), CLOSE, OURS], "closed", [CLOSED_BY_ASKING], id="we answer"),
        pytest.param([parsed("a"), CLOSE, HISTORY], "closed", [CLOSED_BY_ASKING], id="old mail is fetched later"),
        pytest.param(
            [parsed("a"), CLOSE, parsed("b", minutes=2, in_reply_to=("a@test",), fetched_at=at(6))],
            "open",
            [CLOSED_BY_ASKING, OPENED],
            id="an answer that its server held back",
        ),
        pytest.param(
            [parsed("a"), CLOSE, asked("archived", A, minutes=7, label="later")],
            "archived",
            [CLOSED_BY_ASKING, ("closed", "archived", WHO, A)],
            id="asked for something else later",
        ),
        pytest.param(
            [parsed("a"), CLOSE, asked("archived", A, minutes=4, label="earlier")],
            "closed",
            [CLOSED_BY_ASKING],
            id="an earlier request comes late",
        ),
        pytest.param([parsed("a"), asked("open", A, minutes=5)], "open", [], id="it has the status already"),
        pytest.param([CLOSE, parsed("a")], "closed", [CLOSED_BY_ASKING], id="the request comes before the message"),
        pytest.param([CLOSE, parsed("a", minutes=6)], "open", [], id="the request is older than the message"),
        pytest.param(
            [parsed("a"), asked("closed", A, minutes=5, account=2)], "open", [], id="the thread is another account's"
        ),
        pytest.param(
            [asked("closed", A, minutes=5, account=2), parsed("a")], "open", [], id="another account's, before it"
        ),
        pytest.param(
            [parsed("b", minutes=1, in_reply_to=("a@test",)), asked("closed", B, minutes=5), parsed("a")],
            "closed",
            [("open", "closed", WHO, B)],
            id="the thread is shown under another id later",
        ),
        pytest.param(
            [parsed("b", minutes=1, in_reply_to=("a@test",)), parsed("a"), asked("closed", B, minutes=5)],
            "closed",
            [CLOSED_BY_ASKING],
            id="asked for by an id of before",
        ),
        pytest.param(
            [parsed("a"), CLOSE, parsed("b", minutes=1), parsed("c", minutes=2, references=("a@test", "b@test"))],
            "closed",
            [CLOSED_BY_ASKING],
            id="a thread with an earlier message joins it",
        ),
        pytest.param(
            [parsed("a"), CLOSE, parsed("b", minutes=6), JOINING],
            "open",
            [CLOSED_BY_ASKING, OPENED],
            id="a thread with a later message joins it",
        ),
        pytest.param(
            [parsed("a", minutes=9), CLOSE, parsed("a", minutes=1, copy="b")],
            "closed",
            [CLOSED_BY_ASKING],
            id="the first copy of the message comes last",
        ),
    ],
)
async def test_the_latest_of_request_and_inbound_message_counts(
    database: Database, steps: list[Step], status: str, told: list[tuple[str, str, str, UUID]]
) -> None:
    events = await handle(database, *steps)
    assert {found for _, found in await database.run(STATUSES)} == {status}
    assert changes(events) == told
    again = await handle(database, *steps)
    assert {event.to_record().value for event in again} == {event.to_record().value for event in events}
    assert {found for _, found in await database.run(STATUSES)} == {status}


async def test_a_thread_says_who_gave_it_its_status_and_when(database: Database) -> None:
    await handle(database, parsed("a"), CLOSE)
    assert await database.run(SHOWN) == [("closed", at(5), WHO)]
    await handle(database, ANSWER)
    assert await database.run(SHOWN) == [("open", at(6), "")]


async def test_an_event_has_its_cause_and_the_generation(database: Database) -> None:
    closed, opened = (
        event
        for event in await handle(database, parsed("a"), CLOSE, ANSWER, generation=3)
        if isinstance(event, ThreadChanged)
    )
    assert (closed.request_id, closed.mail_id, closed.correlation_id) == (CLOSE.request_id, None, CLOSE.correlation_id)
    assert (opened.request_id, opened.mail_id, opened.at) == (None, ANSWER.mail_id, at(6))
    assert (closed.generation, opened.generation) == (3, 3)
    assert closed.change_id != opened.change_id


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        pytest.param([parsed("a"), CLOSE, CLOSE], "changed", id="a repeat does not count"),
        pytest.param([parsed("a"), asked("open", A, minutes=5)], "unchanged", id="it has it already"),
        pytest.param([ANSWER, asked("closed", B, minutes=5)], "superseded", id="a message came later"),
        pytest.param([CLOSE], "waiting", id="no message"),
    ],
)
async def test_requests_are_counted_by_outcome(database: Database, steps: list[Step], outcome: str) -> None:
    def counted() -> dict[str, float]:
        [family] = metrics.THREAD_REQUESTS.collect()
        return {each.labels["outcome"]: each.value for each in family.samples if each.name == CAPTION}

    before = counted()
    await handle(database, *steps)
    after = counted()
    assert {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name)} == {
        outcome: 1
    }


@pytest.mark.parametrize("seed", range(6))
async def test_a_function_of_the_set_in_postgresql_too(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    letters = random_mailbox(chance)
    named = [thread_of(f"n{number}") for number in range(8)]
    wanted = [
        asked(chance.choice(("open", "closed", "archived")), thread, minutes=chance.randint(-2, 8), label=str(number))
        for number, thread in enumerate(chance.choices(named, k=6))
    ]
    steps: list[Step] = [*letters, *wanted]
    steps += chance.choices(steps, k=5)
    chance.shuffle(steps)
    await handle(database, *steps)
    assert dict(await database.run(STATUSES)) == defined(letters, wanted)


async def test_mail_of_before_the_upgrade_opens_nothing_anew(database: Database) -> None:
    """Its rows do not say when it came; a copy that is found now is not a new message."""
    await handle(database, parsed("a"))
    await database.run("UPDATE placement SET opens_at = NULL")
    await database.run("UPDATE thread SET inbound_at = NULL")
    told = await handle(database, CLOSE, parsed("a", copy="b", minutes=-1, fetched_at=at(9)))
    assert changes(told) == [CLOSED_BY_ASKING]
    assert dict(await database.run(STATUSES)) == {MailId(mail_id_of("a")): "closed"}
