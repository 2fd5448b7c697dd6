"""A replay tells what the first run told, byte for byte: whatever the batches, the repeats and the other accounts.

Guaranteed is the order of one account's events. Customers are left out: all accounts share them, and their names are of
the moment (tests/harness/seen.py).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.rules.handlers import on_message_threaded
from services.threader.handlers import on_message_parsed
from shared.events import Event, MessageParsed, MessageRuled, MessageThreaded
from shared.ids import AccountId, AccountKey
from shared.rulebook.actions import UnknownAction
from shared.rulebook.conditions import Leaf
from tests.harness.strategies import split_into_batches
from tests.unit.rules.letters import book, rule
from tests.unit.rules.tables import RunTables, ThreadTables
from tests.unit.threader.mailboxes import mailboxes

ACCOUNTS = (AccountId(1), AccountId(2))
OF_BOB = Leaf("from_contains", "bob@")
BOOK = book(
    rule(1), rule(2, position=1, account_id=ACCOUNTS[1], condition=OF_BOB), rule(3, action=UnknownAction("forward"))
)
T = TypeVar("T", bound=Event)
Told = dict[tuple[str, AccountId], list[bytes]]


@st.composite
def interleaved(draw: st.DrawFn, mailboxes: Sequence[Sequence[MessageParsed]]) -> list[MessageParsed]:
    """Each mailbox in its own order."""
    turns = draw(st.permutations([number for number, mailbox in enumerate(mailboxes) for _ in mailbox]))
    waiting = [iter(mailbox) for mailbox in mailboxes]
    return [next(waiting[turn]) for turn in turns]


@st.composite
def redelivered(draw: st.DrawFn, events: Sequence[T]) -> list[list[T]]:
    """The events cut anywhere; some batches come again, cut otherwise, as after a death before the commit."""
    batches: list[list[T]] = []
    for batch in draw(split_into_batches(events)):
        batches += [batch, *(draw(split_into_batches(batch)) if draw(st.booleans()) else [])]
    return batches


def handled(handle: Callable[[Sequence[T]], Awaitable[Sequence[Event]]], batches: Sequence[Sequence[T]]) -> list[Event]:
    async def run() -> list[Event]:
        return [event for batch in batches for event in await handle(batch)]

    return asyncio.run(run())


def told(events: Sequence[Event]) -> Told:
    """What each account's readers of each topic see, exact repeats dropped."""
    found: dict[tuple[str, AccountId], dict[bytes, None]] = {}
    for event in events:
        found.setdefault((type(event).__name__, event.account_id), {})[event.to_record().value] = None
    return {each: list(values) for each, values in found.items()}


def one_run(data: st.DataObject, mailboxes: Sequence[Sequence[MessageParsed]]) -> Told:
    parsed = data.draw(redelivered(data.draw(interleaved(mailboxes))))
    thread = partial(on_message_parsed, threads=ThreadTables(), auto_create_customers=False, generation=0)
    threaded = [event for event in handled(thread, parsed) if isinstance(event, MessageThreaded)]
    rule_on = partial(on_message_threaded, runs=RunTables(BOOK), generation=0, max_age_s=3600.0)
    return told([*threaded, *handled(rule_on, data.draw(redelivered(threaded)))])


@given(st.data())
def test_a_replay_tells_what_the_first_run_told(data: st.DataObject) -> None:
    mailboxes_of = [
        data.draw(mailboxes(copies=1, account_id=account_id, account_key=AccountKey(UUID(int=account_id))))
        for account_id in ACCOUNTS
    ]
    first, replay = (one_run(data, mailboxes_of) for _ in range(2))
    assert first == replay
    for account_id, mailbox in zip(ACCOUNTS, mailboxes_of, strict=True):
        for event_type in (MessageThreaded, MessageRuled):
            assert len(first[event_type.__name__, account_id]) == len(mailbox), "a repeat had other bytes"
