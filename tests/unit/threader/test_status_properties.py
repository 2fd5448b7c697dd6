"""A thread's status is a function of its messages and requests: in any order, cut anywhere, however often they come."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.threader.domain.names import own_node, parent_nodes
from services.threader.handlers import on_message_parsed, on_thread_requested
from shared.events import Direction, Effects, Event, MessageParsed, ThreadRequested, ThreadStatus
from tests.harness.strategies import shuffled_batches, split_into_batches
from tests.unit.rules.tables import ThreadTables
from tests.unit.threader.mailboxes import mailboxes
from tests.unit.threader.requests import asked, defined, thread_of

minutes = st.integers(-3, 9)


@st.composite
def letters(draw: st.DrawFn) -> list[MessageParsed]:
    """A mailbox with copies; each is fetched at some time, some are history, some are ours."""
    events = []
    for event in draw(mailboxes(copies=2)):
        fetched_at = event.sort_at + timedelta(minutes=draw(st.integers(-2, 5)))
        direction = draw(st.sampled_from((Direction.INBOUND, Direction.INBOUND, Direction.OUTBOUND)))
        effects = draw(st.sampled_from((Effects.ALLOWED, Effects.HISTORY, None)))
        fields = {"fetched_at": fetched_at, "direction": direction, "effects": effects}
        events.append(event.model_copy(update=fields))
    return events


@st.composite
def requests(draw: st.DrawFn, events: Sequence[MessageParsed]) -> list[ThreadRequested]:
    """For any id that the messages have or name, or for none; some for another account."""
    nodes = {node.id for event in events for node in (own_node(event), *parent_nodes(event))}
    threads = st.sampled_from([*sorted(nodes), thread_of("never seen")])
    return [
        asked(
            draw(st.sampled_from(tuple(ThreadStatus))),
            draw(threads),
            minutes=draw(minutes),
            label=str(number),
            account=draw(st.sampled_from((1, 1, 1, 2))),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def handled(tables: ThreadTables, batches: Sequence[Sequence[Event]]) -> list[bytes]:
    """What is told; a batch of both kinds is two, as they come from two topics."""

    async def run() -> list[Event]:
        told: list[Event] = []
        for batch in batches:
            parsed = [event for event in batch if isinstance(event, MessageParsed)]
            wanted = [event for event in batch if isinstance(event, ThreadRequested)]
            if parsed:
                told += await on_message_parsed(parsed, threads=tables, auto_create_customers=False, generation=0)
            if wanted:
                told += await on_thread_requested(wanted, threads=tables, generation=0)
        return told

    return [event.to_record().value for event in asyncio.run(run())]


@given(st.data())
def test_any_interleaving_and_repetition_gives_the_status_of_the_definition(data: st.DataObject) -> None:
    events = data.draw(letters())
    wanted = data.draw(requests(events))
    expected = defined(events, wanted)
    for _ in range(2):
        tables = ThreadTables()
        handled(tables, data.draw(shuffled_batches([*events, *wanted])))
        assert tables.statuses() == expected


@given(st.data())
def test_what_comes_again_is_told_in_the_same_bytes(data: st.DataObject) -> None:
    """After a death before the commit a batch comes again, cut otherwise."""
    events = data.draw(letters())
    order: list[Event] = data.draw(st.permutations([*events, *data.draw(requests(events))]))
    once, again = ThreadTables(), ThreadTables()
    told = handled(once, [[event] for event in order])
    repeated: list[Sequence[Event]] = []
    for event in order:
        repeated += [[event]] * data.draw(st.integers(1, 2))
    assert list(dict.fromkeys(handled(again, repeated))) == list(dict.fromkeys(told))
    assert again.statuses() == once.statuses()
    assert set(handled(once, data.draw(split_into_batches(order)))) <= set(told)
