"""Seats for connections: never more than there are, in turn, and given on by who leaves."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from services.poller.domain.ceiling import Ceiling, Scope
from services.poller.domain.failures import FailureKind
from services.poller.ports import SourceFailedError
from services.poller.seats import Seats

SOON_S = 30.0


def seats_of(limit: int | None) -> Seats:
    return Seats(Scope.ACCOUNT, lambda: 0.0, Ceiling(limit))


async def hold(seats: Seats, order: list[str], name: str, gate: asyncio.Event) -> None:
    async with seats.seat("mail.test:993", SOON_S):
        order.append(name)
        await gate.wait()


async def test_who_waits_gets_one_in_turn_and_there_are_never_more() -> None:
    seats, order, gate = seats_of(2), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(hold(seats, order, name, gate)) for name in "abcde"]
    await asyncio.sleep(0)
    assert (order, seats.taken, seats.is_wanted) == (["a", "b"], 2, True)
    tasks[2].cancel()
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (order, seats.taken, seats.is_wanted) == (["a", "b", "d", "e"], 0, False)


async def test_a_seat_that_is_given_to_who_has_just_left_goes_on_to_the_next() -> None:
    seats, order, gate = seats_of(1), list[str](), asyncio.Event()
    async with AsyncExitStack() as first:
        await first.enter_async_context(seats.seat("mail.test:993", SOON_S))
        tasks = [asyncio.create_task(hold(seats, order, name, gate)) for name in "ab"]
        await asyncio.sleep(0)
    tasks[0].cancel()  # it was let in just now and has not run since
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (order, seats.taken) == (["b"], 0)


async def test_none_in_time_is_no_fault_of_the_password() -> None:
    seats = seats_of(1)
    async with seats.seat("mail.test:993", SOON_S):
        with pytest.raises(SourceFailedError) as refused:
            async with seats.seat("mail.test:993", 0.0):
                pass
    failure = refused.value.failure
    expected = "all 1 connections that this account may have to mail.test:993 are in use"
    assert (failure.kind, failure.happened, seats.is_wanted, seats.taken) == (FailureKind.QUOTA, expected, False, 0)


async def test_more_seats_let_in_who_waits() -> None:
    seats, order, gate = seats_of(1), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(hold(seats, order, name, gate)) for name in "abc"]
    await asyncio.sleep(0)
    seats.allow(None)
    await asyncio.sleep(0)
    assert order == ["a", "b", "c"]
    gate.set()
    await asyncio.gather(*tasks)


async def test_those_who_came_first_stay_until_a_refusal_leaves_less() -> None:
    seats = seats_of(4)
    assert [seats.stays(who) for who in "abcd"] == [True, True, True, False]
    async with AsyncExitStack() as entered:
        for _ in range(3):
            await entered.enter_async_context(seats.seat("mail.test:993", SOON_S))
        assert seats.refused() == 2
    assert [seats.stays(who) for who in "abc"] == [False, False, True]
    seats.goes("c")
    assert seats.stays("a")
