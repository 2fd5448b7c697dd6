"""The threader on a real PostgreSQL, in its own role."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

import psycopg
import pytest

from services.threader import handlers
from services.threader.handlers import on_message_parsed
from services.threader.store import PostgresThreads
from shared.errors import TransientError
from shared.events import Address, Direction, MessageParsed, MessageThreaded
from shared.ids import AccountId, AccountKey, MailId, thread_id
from tests.harness.accounts import add_account
from tests.integration.projections import Database, database_of, impatient_database
from tests.unit.threader.letters import ACCOUNT_KEY, at, mail_id_of, parsed
from tests.unit.threader.loom import naive, random_mailbox, shuffled_batches

SHOWN = "SELECT mail_id, thread_id FROM read_placement"
RESOLVE = "SELECT DISTINCT thread_id FROM read_placement WHERE own_thread_id = %s"
MISCOUNTED = """
SELECT thread.strand_id FROM thread LEFT JOIN node USING (strand_id) LEFT JOIN placement USING (node_id)
GROUP BY thread.strand_id
HAVING (node_count, message_count, last_at, inbound_at) IS DISTINCT FROM
       ROW (count(DISTINCT node.node_id), count(mail_id), max(placement.sort_at), max(placement.opens_at))
"""
LOCK_HELD = "SELECT pg_advisory_lock(hashtext('live.thread'), 1)"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with database_of("threader", database_url) as found:
        add_account(database_url, email_address="Support@mailweave.test", own_addresses=["sales@x.test"])
        yield found


async def thread(
    database: Database, *events: MessageParsed, generation: int = 0, auto_create: bool = True
) -> list[MessageThreaded]:
    found = await on_message_parsed(
        events, threads=PostgresThreads(database.pool), auto_create_customers=auto_create, generation=generation
    )
    return [event for event in found if isinstance(event, MessageThreaded)]


def bytes_of(events: Sequence[MessageThreaded]) -> list[bytes]:
    return [event.to_record().value for event in events]


async def test_a_reply_before_its_parent_ends_in_the_parent_s_thread_and_both_ids_resolve(database: Database) -> None:
    (reply,) = await thread(database, parsed("reply", minutes=5, in_reply_to=("parent@test",)))
    (parent,) = await thread(database, parsed("parent", minutes=1))
    expected = thread_id(ACCOUNT_KEY, "parent@test", mail_id_of("parent"))
    assert (parent.thread_id, parent.placement_reason, parent.is_new_thread) == (expected, "late_parent", False)
    assert (reply.seq, parent.seq) == (1, 2)
    assert dict(await database.run(SHOWN)) == {mail_id_of("reply"): expected, mail_id_of("parent"): expected}
    for shown in (reply.thread_id, parent.thread_id):
        assert await database.run(RESOLVE, shown) == [(expected,)]


async def test_a_reply_is_shown_in_the_thread_of_its_parent_at_once(database: Database) -> None:
    letters = (parsed("parent", minutes=1), parsed("reply", minutes=5, in_reply_to=("parent@test",)))
    parent, reply = await thread(database, *letters)
    assert (parent.is_new_thread, parent.placement_reason) == (True, "first")
    assert (reply.is_new_thread, reply.placement_reason) == (False, "in_reply_to")
    assert reply.thread_id == parent.thread_id == thread_id(ACCOUNT_KEY, "parent@test", mail_id_of("parent"))


async def test_a_repeat_gives_the_same_bytes_even_after_the_thread_has_changed(database: Database) -> None:
    events = [parsed("reply", minutes=5, in_reply_to=("parent@test",)), parsed("other")]
    before = await thread(database, *events)
    await thread(database, parsed("parent", minutes=1, sender="bob@customer.test"))
    assert bytes_of(await thread(database, *events)) == bytes_of(before)
    assert bytes_of([(await thread(database, event))[0] for event in events[::-1]]) == bytes_of(before[::-1])
    assert await database.run("SELECT max(seq), count(*) FROM placement") == [(3, 3)]


async def test_another_copy_of_a_mail_is_the_same_message_once_more(database: Database) -> None:
    (first,) = await thread(database, parsed("a"))
    copy = parsed("a", copy="b").model_copy(update={"folder": "Archive"})
    (second,) = await thread(database, copy)
    assert second == first.model_copy(update={"copy_id": copy.copy_id, "folder": "Archive"})
    assert await database.run("SELECT message_count FROM read_thread") == [(1,)]


async def test_the_earliest_copy_gives_the_time_and_the_thread_s_times_follow(database: Database) -> None:
    parent, reply = parsed("parent", minutes=1), parsed("reply", minutes=9, in_reply_to=("parent@test",))
    await thread(database, parent, reply)
    await thread(database, reply.model_copy(update={"sort_at": at(0)}))
    shown = thread_id(ACCOUNT_KEY, "reply@test", mail_id_of("reply"))
    times = "SELECT thread_id, first_message_at, last_message_at FROM read_thread"
    assert await database.run(times) == [(shown, at(0).astimezone(UTC), at(1).astimezone(UTC))]


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_repeats_and_batch_cuts_give_the_threads_of_the_definition(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    expected: dict[MailId, UUID] = {}
    for number in range(1, 4):
        key = AccountKey(mail_id_of(f"account {number}"))
        events = [
            parsed(
                f"{seed}.{index}",
                account_key=key,
                account_id=AccountId(number),
                message_id=event.message_id,
                references=event.references,
                in_reply_to=event.in_reply_to,
                sort_at=event.sort_at,
            )
            for index, event in enumerate(random_mailbox(chance))
        ]
        expected |= naive(events)
        for batch in shuffled_batches(events, chance):
            await thread(database, *batch)
    assert dict(await database.run(SHOWN)) == expected
    assert await database.run(MISCOUNTED) == []


async def test_two_consumers_at_once_number_an_account_s_messages_without_gaps(database: Database) -> None:
    """After a rebalance two may hold the same account for a moment."""
    batches = [[parsed(f"{worker}.{n}", references=("root@test",)) for n in range(20)] for worker in range(4)]
    found = await asyncio.gather(*(thread(database, *batch) for batch in batches))
    assert sorted(event.seq for events in found for event in events) == list(range(1, 81))
    assert await database.run("SELECT message_count FROM read_thread") == [(80,)]


async def test_same_message_id_in_other_bytes_is_linked_as_a_possible_duplicate(database: Database) -> None:
    _, twin = await thread(database, parsed("a"), parsed("a rendered anew", message_id="a@test"))
    assert (twin.placement_reason, twin.is_new_thread) == ("same_message_id", False)
    duplicates = "SELECT is_possible_duplicate, count(*) FROM read_placement GROUP BY 1"
    assert await database.run(duplicates) == [(True, 2)]


async def test_the_same_message_id_in_two_accounts_is_two_threads(database: Database) -> None:
    other = AccountKey(mail_id_of("other account"))
    found = await thread(
        database, parsed("a"), parsed("b", message_id="a@test", account_key=other, account_id=AccountId(2))
    )
    assert len({event.thread_id for event in found}) == 2
    assert [event.seq for event in found] == [1, 1]


async def test_the_customer_is_the_person_at_the_other_end_and_never_an_own_address(database: Database) -> None:
    bob: dict[str, Any] = {"sender": "sales@x.test", "to": (Address(address="bob@c.test"),)}
    letters = (
        parsed("in", sender="ADA@C.test"),
        parsed("own", sender="support@MAILWEAVE.test"),
        parsed("out", direction=Direction.OUTBOUND, **bob),
    )
    found = await thread(database, *letters)
    inbound, own, outbound = (event.customer_id for event in found)
    assert sorted(await database.run("SELECT addresses, customer_id FROM read_customer")) == [
        (["ada@c.test"], inbound),
        (["bob@c.test"], outbound),
    ]
    assert own is None
    linked = dict(await database.run("SELECT thread_id, linked_customer_id FROM read_thread"))
    assert linked == {event.thread_id: event.customer_id for event in found}


async def test_a_customer_is_new_once_and_is_called_as_its_earliest_message_says(database: Database) -> None:
    names = {"late": (9, "Late", "a@c.test"), "silent": (0, "", "a@c.test"), "early": (1, "Early", "A@c.test")}
    late, silent, early = (
        parsed(label, minutes=minutes, from_addresses=(Address(name=name, address=address),))
        for label, (minutes, name, address) in names.items()
    )
    found = await thread(database, late, silent) + await thread(database, early)
    assert [event.is_customer_known for event in found] == [False, True, True]
    assert await database.run("SELECT name, first_seen_at FROM read_customer") == [("Early", at(0))]


@pytest.mark.parametrize("order", [1, -1], ids=["the report first", "the customer first"])
async def test_a_report_gives_its_thread_no_customer_whatever_the_order(database: Database, order: int) -> None:
    report = parsed("report", minutes=0, is_report=True)
    letter = parsed("letter", minutes=1)
    found = [event for each in (report, letter)[::order] for event in await thread(database, each)]
    customers = {event.mail_id: event.customer_id for event in found}
    assert customers[report.mail_id] is None
    linked = [found for (found,) in await database.run("SELECT linked_customer_id FROM read_thread")]
    assert sorted(linked, key=str) == sorted(customers.values(), key=str)


async def test_the_loop_runs_between_texts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds, seen = 0, []

    async def go_round() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    def noted(message: MessageParsed) -> str:
        seen.append(rounds)
        return message.plain_body

    monkeypatch.setattr(handlers, "reply_text", noted)
    going = asyncio.create_task(go_round())
    await thread(database, *[parsed(f"m{number}") for number in range(10)])
    going.cancel()
    assert len(set(seen)) == 10


async def test_without_auto_create_only_known_addresses_are_customers(database: Database) -> None:
    (unknown,) = await thread(database, parsed("a"), auto_create=False)
    await thread(database, parsed("b"))
    (known,) = await thread(database, parsed("c"), auto_create=False)
    assert unknown.customer_id is None
    assert known.customer_id is not None
    assert known.is_customer_known


async def test_hostile_names_are_kept_as_far_as_they_go(database: Database) -> None:
    huge = "x" * 100_000
    fields: dict[str, Any] = {"subject": "a\0b", "references": (huge, "nul\0@test", ""), "sender": "e\0vil@x.test"}
    await thread(database, parsed("a", message_id=huge + "y", **fields))
    (second,) = await thread(database, parsed("b", message_id="\0", in_reply_to=(huge,)))
    assert second.placement_reason == "in_reply_to"
    assert await database.run("SELECT max(length(name)) < 100 FROM node") == [(True,)]


async def test_a_replay_stamps_its_generation_and_copies_the_permission(database: Database) -> None:
    event = parsed("a")
    (found,) = await thread(database, event, generation=3)
    assert (found.generation, found.effects) == (3, event.effects)


async def test_a_locked_account_is_a_transient_error_and_nothing_is_lost(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as other:
        await other.execute(LOCK_HELD)
        async with impatient_database("threader", database.url) as impatient:
            with pytest.raises(TransientError, match="lock"):
                await thread(impatient, parsed("a"))
    assert [event.seq for event in await thread(database, parsed("a"))] == [1]
