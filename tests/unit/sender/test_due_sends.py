"""Sends are read ahead, and none is given to two sessions."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from services.sender import due_sends
from services.sender.due_sends import DueSends
from services.sender.store.outcomes import LedgerSend
from shared.errors import TransientError
from shared.events import SendKind
from shared.ids import AccountId, MailId, SendId

MOST = 3


def send(number: int) -> LedgerSend:
    return LedgerSend(
        AccountId(1), SendId(UUID(int=number)), SendKind.REQUEST, MailId(UUID(int=number)), 1, 0, {}, tries=1
    )


@dataclass
class Ledger:
    """What is due, by number; each read is noted, and goes on when `gate` is set."""

    due: list[int]
    reads: int = 0
    error: TransientError | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def read(self, in_hand: Collection[SendId]) -> Sequence[LedgerSend]:
        self.reads += 1
        seen = [number for number in self.due if SendId(UUID(int=number)) not in in_hand]
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return [send(number) for number in seen[: MOST - len(in_hand)]]


async def begun(ledger: Ledger, few: int = 1, stopping: asyncio.Event | None = None) -> DueSends:
    due = DueSends(ledger.read, few, stopping or asyncio.Event())
    assert await due.begin()
    return due


async def taken(due: DueSends) -> int | None:
    async with asyncio.timeout(5):
        found = await due.take()
    return None if found is None else found.send_id.int


def settle(due: DueSends, ledger: Ledger, number: int) -> None:
    ledger.due.remove(number)
    due.settle(send(number))


async def test_each_is_given_once_in_order_until_none_is_due() -> None:
    ledger = Ledger(list(range(1, 9)))
    due = await begun(ledger)
    order = []
    while (number := await taken(due)) is not None:
        order.append(number)
        settle(due, ledger, number)
    assert order == list(range(1, 9))


async def test_nothing_is_due() -> None:
    assert not await DueSends(Ledger([]).read, 1, asyncio.Event()).begin()


async def test_the_next_are_read_before_the_last_is_taken() -> None:
    ledger = Ledger([1, 2, 3, 4])
    due = await begun(ledger)
    for number in (1, 2):
        assert await taken(due) == number
        settle(due, ledger, number)
    assert ledger.reads == 1
    assert await taken(due) == 3
    await asyncio.sleep(0)
    assert ledger.reads == 2


async def test_who_finds_none_waits_for_what_is_being_read() -> None:
    ledger = Ledger([1])
    due = await begun(ledger)
    ledger.gate.clear()
    assert await taken(due) == 1
    waiting = asyncio.create_task(due.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    ledger.due.append(2)  # too late for this read: it is over
    ledger.gate.set()
    assert await waiting is None


async def test_one_that_is_settled_while_the_ledger_is_asked_is_not_given_again() -> None:
    ledger = Ledger([1, 2])
    due = await begun(ledger, few=2)
    answer = ledger.read

    async def stale(in_hand: Collection[SendId]) -> Sequence[LedgerSend]:
        await answer(in_hand)
        return [send(1), send(2), send(3)]  # as it was before anything of it was settled

    due._read = stale
    ledger.gate.clear()
    assert await taken(due) == 1
    await asyncio.sleep(0)
    due.settle(send(1))
    ledger.gate.set()
    assert [await taken(due), await taken(due)] == [2, 3]


async def test_one_that_is_put_back_is_the_next() -> None:
    ledger = Ledger([1, 2])
    due = await begun(ledger)
    assert await taken(due) == 1
    assert not due.is_empty
    due.put_back(send(1))
    assert [await taken(due), await taken(due), await taken(due)] == [1, 2, None]


async def test_an_error_of_the_ledger_is_everybodys() -> None:
    ledger = Ledger([1, 2, 3, 4])
    due = await begun(ledger)
    ledger.error = TransientError("away")
    assert [await taken(due), await taken(due), await taken(due)] == [1, 2, 3]
    for _ in range(2):
        with pytest.raises(TransientError, match="away"):
            await taken(due)
    await due.close()


async def test_none_is_begun_once_the_process_stops() -> None:
    stopping = asyncio.Event()
    due = await begun(Ledger([1, 2]), stopping=stopping)
    stopping.set()
    assert await taken(due) is None
    assert not due.is_empty


async def test_after_a_while_the_account_is_looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_sends, "READ_ON_S", 0.0)
    ledger = Ledger([1, 2, 3, 4])
    due = await begun(ledger)
    assert [await taken(due) for _ in range(4)] == [1, 2, 3, None]
    assert ledger.reads == 1


async def test_a_read_under_way_ends_when_it_is_closed() -> None:
    ledger = Ledger([1])
    due = await begun(ledger)
    ledger.gate.clear()
    assert await taken(due) == 1
    await asyncio.sleep(0)
    await due.close()
    assert due._reading is not None
    assert due._reading.cancelled()
