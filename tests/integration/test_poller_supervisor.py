"""One account's defect is that account's alone."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from services.poller.store.accounts import PolledAccount
from services.poller.supervisor import Supervisor
from services.poller.wake import Wake
from shared.clock import SystemClock
from shared.errors import ConfigurationError
from shared.health import Health
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import database_pool
from tests.harness.wait import eventually, within
from tests.integration.poller import Bench


class Loops:
    """Loops that wait for ever, except those of one account, which raise."""

    def __init__(self, broken: int, error: Exception) -> None:
        self.started: Counter[int] = Counter()
        self.ended: Counter[int] = Counter()
        self._broken = broken
        self._error = error

    def start(self, account: PolledAccount, lease: Lease, wake: Wake) -> "asyncio.Task[None]":
        self.started[account.id] += 1
        return asyncio.create_task(self._run(account))

    async def _run(self, account: PolledAccount) -> None:
        try:
            if account.id == self._broken:
                raise self._error
            await asyncio.Event().wait()
        finally:
            self.ended[account.id] += 1


async def test_a_loop_that_breaks_off_is_started_again_and_the_others_go_on(bench: Bench) -> None:
    broken, whole = bench.add_account("broken@example.org"), bench.add_account("whole@example.org")
    loops = Loops(broken, KeyError("a defect"))
    async with database_pool(bench.settings, service="poller") as pool:
        clock = SystemClock()
        claimant = Claimant("poller", uuid4(), 30.0)
        supervisor = Supervisor(pool, claimant, loops.start, clock, Health("poller", clock), max_accounts=9, rest_s=0.2)
        task = asyncio.create_task(supervisor.run(0.02))
        await eventually(lambda: loops.started[broken] >= 3, deadline_s=20, what="the broken loop started again")
        assert (loops.started[whole], loops.ended[whole]) == (1, 0)
        task.cancel()
        await asyncio.wait({task})
    assert loops.ended[whole] == 1
    assert bench.rows("SELECT FROM lease WHERE expires_at > now()") == []


async def test_what_only_a_person_can_change_ends_the_process(bench: Bench) -> None:
    broken = bench.add_account("configured@example.org")
    loops = Loops(broken, ConfigurationError("run `mailweave migrate`"))
    async with database_pool(bench.settings, service="poller") as pool:
        clock = SystemClock()
        claimant = Claimant("poller", uuid4(), 30.0)
        supervisor = Supervisor(pool, claimant, loops.start, clock, Health("poller", clock), max_accounts=9)
        with pytest.raises(ConfigurationError, match="migrate"):
            async with within(20):
                await supervisor.run(0.02)


async def test_an_order_waits_for_the_next_loop_when_the_present_one_is_ending(bench: Bench) -> None:
    ending, other = bench.add_account("ending@example.org"), bench.add_account("other@example.org")
    bells: dict[int, list[Wake]] = {ending: [], other: []}
    is_cancelled, may_end = asyncio.Event(), asyncio.Event()

    async def run(account: PolledAccount) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            if account.id == ending:
                is_cancelled.set()
                await may_end.wait()

    def start(account: PolledAccount, lease: Lease, wake: Wake) -> "asyncio.Task[None]":
        bells[account.id].append(wake)
        return asyncio.create_task(run(account))

    async with database_pool(bench.settings, service="poller") as pool:
        clock = SystemClock()
        claimant = Claimant("poller", uuid4(), 30.0)
        supervisor = Supervisor(pool, claimant, start, clock, Health("poller", clock), max_accounts=9)
        task = asyncio.create_task(supervisor.run(0.02))
        await eventually(lambda: all(bells.values()), deadline_s=20, what="both loops")
        bench.execute("UPDATE account SET version = version + 1 WHERE id = %s", ending)
        await eventually(is_cancelled.is_set, deadline_s=20, what="the first loop cancelled")
        bench.execute("INSERT INTO poll_request (account_id, force) VALUES (%s, true), (%s, true)", ending, other)
        await eventually(bells[other][0].called.is_set, deadline_s=20, what="the other account's order")
        may_end.set()
        await eventually(lambda: len(bells[ending]) == 2, deadline_s=20, what="the second loop")
        await eventually(bells[ending][1].called.is_set, deadline_s=20, what="the order at the second loop")
        task.cancel()
        await asyncio.wait({task})
    assert not bells[ending][0].called.is_set()
