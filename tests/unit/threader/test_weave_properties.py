"""The set of messages alone decides the threads; a replay of the same order, cut otherwise, observes the same."""

from hypothesis import given
from hypothesis import strategies as st

from shared.events import MessageParsed
from tests.harness.strategies import shuffled_batches, split_into_batches
from tests.unit.threader.loom import Memory, naive
from tests.unit.threader.mailboxes import mailboxes

Batches = list[list[MessageParsed]]


def woven(batches: Batches) -> Memory:
    memory = Memory()
    for batch in batches:
        memory.take(batch)
    return memory


def sums(memory: Memory) -> set[object]:
    """What the threads say of themselves, without the ids under which they are kept."""
    found = memory.strands.values()
    return {(each.first, each.message_count, each.node_count, each.participants) for each in found}


@given(st.data())
def test_any_shuffle_repetition_and_split_gives_the_threads_of_the_definition(data: st.DataObject) -> None:
    events = data.draw(mailboxes(copies=2))
    one, other = (woven(data.draw(shuffled_batches(events))) for _ in range(2))
    assert one.shown() == other.shown() == naive(events)
    assert sums(one) == sums(other)


@given(st.data())
def test_a_replay_in_other_batches_observes_what_the_first_run_observed(data: st.DataObject) -> None:
    events = data.draw(mailboxes(copies=1))
    first, replay = (woven(data.draw(split_into_batches(events))) for _ in range(2))
    assert first.placements == replay.placements
    assert first.strands == replay.strands
