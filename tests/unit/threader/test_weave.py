"""The set of messages alone decides the threads, and each placement says why."""

import random

import pytest

from services.threader.domain.placement import Reason
from services.threader.domain.strand import MOST_PARTICIPANTS
from shared.events import Address, MessageParsed
from shared.ids import thread_id
from tests.unit.threader.letters import ACCOUNT_KEY, mail_id_of, parsed
from tests.unit.threader.loom import Memory, naive, random_mailbox, shuffled_batches

CASES = 400


@pytest.mark.parametrize("block", range(8))
def test_any_order_repeats_and_batch_cuts_give_the_threads_of_the_definition(block: int) -> None:
    for seed in range(block * CASES // 8, (block + 1) * CASES // 8):
        chance = random.Random(seed)
        events = random_mailbox(chance)
        expected = naive(events)
        sums = set()
        for _ in range(3):
            memory = Memory()
            for batch in shuffled_batches(events, chance):
                memory.take(batch)
            assert memory.shown() == expected, f"seed {seed}"
            sums.add(
                frozenset((s.first, s.message_count, s.node_count, s.participants) for s in memory.strands.values())
            )
        assert len(sums) == 1, f"seed {seed}: the sums depend on the order"


@pytest.mark.parametrize(
    ("before", "message", "reason"),
    [
        pytest.param([], parsed("b"), Reason.FIRST, id="nothing before"),
        pytest.param([parsed("a")], parsed("b"), Reason.FIRST, id="another thread before"),
        pytest.param([parsed("a")], parsed("b", in_reply_to=("a@test",)), Reason.IN_REPLY_TO, id="its parent is there"),
        pytest.param([parsed("a")], parsed("b", references=("a@test",)), Reason.REFERENCES, id="an ancestor is there"),
        pytest.param(
            [parsed("c", references=("lost@test",))],
            parsed("b", references=("lost@test",)),
            Reason.REFERENCES,
            id="both name a message never seen",
        ),
        pytest.param([parsed("c", in_reply_to=("b@test",))], parsed("b"), Reason.LATE_PARENT, id="after its reply"),
        pytest.param(
            [parsed("a"), parsed("c", references=("b@test",))],
            parsed("b", in_reply_to=("a@test",)),
            Reason.JOINED,
            id="between two",
        ),
        pytest.param(
            [parsed("a")], parsed("other bytes", message_id="a@test"), Reason.SAME_MESSAGE_ID, id="a re-rendered mail"
        ),
    ],
)
def test_a_placement_says_why(before: list[MessageParsed], message: MessageParsed, reason: Reason) -> None:
    memory = Memory()
    memory.take(before)
    memory.take([message])
    placement = memory.placements[-1]
    assert (placement.reason, placement.is_new_thread) == (reason, reason is Reason.FIRST)
    assert 0 < placement.reason.confidence <= 1


def test_a_late_earlier_parent_changes_the_shown_thread_and_the_old_id_is_still_a_message_s_own() -> None:
    memory = Memory()
    memory.take([parsed("reply", minutes=5, in_reply_to=("parent@test",))])
    shown_before = memory.shown()[mail_id_of("reply")]
    memory.take([parsed("parent", minutes=1)])
    assert set(memory.shown().values()) == {thread_id(ACCOUNT_KEY, "parent@test", mail_id_of("parent"))}
    assert shown_before == memory.members[mail_id_of("reply")].node.id


def test_a_later_copy_with_an_earlier_time_moves_the_message_to_the_front() -> None:
    memory = Memory()
    reply = parsed("reply", minutes=5, in_reply_to=("parent@test",))
    memory.take([parsed("parent", minutes=1), reply])
    memory.take([reply.model_copy(update={"sort_at": parsed("x", minutes=0).sort_at})])
    assert set(memory.shown().values()) == {thread_id(ACCOUNT_KEY, "reply@test", mail_id_of("reply"))}


def test_without_a_message_id_a_mail_is_joined_through_its_references_alone() -> None:
    memory = Memory()
    memory.take([parsed("a"), parsed("b", message_id=None), parsed("c", message_id=None, references=("a@test",))])
    shown = memory.shown()
    assert shown[mail_id_of("a")] == shown[mail_id_of("c")]
    assert shown[mail_id_of("b")] == thread_id(ACCOUNT_KEY, None, mail_id_of("b"))


def test_a_forged_message_that_names_thousands_joins_at_most_forty_one() -> None:
    memory = Memory()
    memory.take([parsed(f"v{number}") for number in range(500)])
    references = tuple(f"v{number}@test" for number in range(500))
    memory.take([parsed("forged", references=references, in_reply_to=("v250@test",))])
    assert len(set(memory.shown().values())) == 500 - 41 + 1


def test_a_thread_of_very_many_people_lists_a_bounded_part_that_no_order_changes() -> None:
    people = tuple(Address(address=f"p{number:03}@x.test") for number in range(150))
    letters = [parsed("a", cc=people[:90]), parsed("b", cc=people[60:], references=("a@test",))]
    found = []
    for order in (letters, letters[::-1]):
        memory = Memory()
        for letter in order:
            memory.take([letter])
        found.append([strand.participants for strand in memory.strands.values()])
    assert found[0] == found[1]
    assert len(found[0][0]) == MOST_PARTICIPANTS
