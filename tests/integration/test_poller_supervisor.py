"""One account's defect is that account's alone."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest
from psycopg import AsyncConnection

from services.poller.store.accounts import PolledAccount
from services.poller.supervisor import StartLoop, Supervisor
from services.poller.wake import Wake
from shared.clock import SystemClock
from shared.errors import ConfigurationError
from shared.health import Health
from shared.ids import AccountId
from shared.metrics import ACCOUNTS
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Pool, database_pool
from shared.service.loops import Every
from tests.harness.accounts import SEARCH_PATH
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


async def nothing_to_pause(account_id: AccountId, lease: Lease) -> None:
    """These accounts have no state, since their loops do nothing."""


async def supervise(pool: Pool, start: StartLoop, *, ttl_s: float = 30.0, rest_s: float = 60.0) -> None:
    """As the poller does, but looking often; ends when it is cancelled."""
    clock = SystemClock()
    leases = HeldLeases(pool, Claimant("poller", uuid4(), ttl_s), clock)
    supervisor = Supervisor(pool, leases, start, nothing_to_pause, clock, max_accounts=9, rest_s=rest_s)
    await Every("accounts", 0.02, supervisor.step, at_end=supervisor.stop).run(Health("poller", clock), asyncio.Event())


async def test_a_loop_that_breaks_off_is_started_again_and_the_others_go_on(bench: Bench) -> None:
    broken, whole = bench.add_account("broken@example.org"), bench.add_account("whole@example.org")
    loops = Loops(broken, KeyError("a defect"))
    async with database_pool(bench.settings, service="poller") as pool:
        task = asyncio.create_task(supervise(pool, loops.start, rest_s=0.2))
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
        with pytest.raises(ConfigurationError, match="migrate"):
            async with within(20):
                await supervise(pool, loops.start)


async def test_an_order_waits_for_the_next_loop_when_the_present_one_is_ending(bench: Bench) -> None:
    ending, other = bench.add_account("ending@example.org"), bench.add_account("other@example.org")
    wakes: dict[int, list[Wake]] = {ending: [], other: []}
    is_cancelled, may_end = asyncio.Event(), asyncio.Event()

    async def run(account: PolledAccount) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            if account.id == ending:
                is_cancelled.set()
                await may_end.wait()

    def start(account: PolledAccount, lease: Lease, wake: Wake) -> "asyncio.Task[None]":
        wakes[account.id].append(wake)
        return asyncio.create_task(run(account))

    async with database_pool(bench.settings, service="poller") as pool:
        task = asyncio.create_task(supervise(pool, start))
        await eventually(lambda: all(wakes.values()), deadline_s=20, what="both loops")
        bench.execute("UPDATE account SET version = version + 1 WHERE id = %s", ending)
        await eventually(is_cancelled.is_set, deadline_s=20, what="the first loop cancelled")
        bench.execute("INSERT INTO poll_request (account_id, force) VALUES (%s, true), (%s, true)", ending, other)
        await eventually(wakes[other][0].is_asked.is_set, deadline_s=20, what="the other account's order")
        may_end.set()
        await eventually(lambda: len(wakes[ending]) == 2, deadline_s=20, what="the second loop")
        await eventually(wakes[ending][1].is_asked.is_set, deadline_s=20, what="the order at the second loop")
        task.cancel()
        await asyncio.wait({task})
    assert not wakes[ending][0].is_asked.is_set()


async def test_a_loop_ends_when_its_lease_could_not_be_renewed_in_time(bench: Bench) -> None:
    account_id = bench.add_account("held@example.org")
    loops = Loops(broken=0, error=KeyError())
    settings = bench.settings.model_copy(update={"database_timeout_s": 1})
    async with database_pool(settings, service="poller") as pool:
        task = asyncio.create_task(supervise(pool, loops.start, ttl_s=3.0))
        await eventually(lambda: loops.started[account_id] == 1, deadline_s=20, what="the loop")
        async with await AsyncConnection.connect(bench.database_url, options=SEARCH_PATH) as blocker:
            await blocker.execute("LOCK TABLE lease")
            await eventually(lambda: loops.ended[account_id] == 1, deadline_s=20, what="the end of the loop")
            assert loops.started[account_id] == 1
        await eventually(lambda: loops.started[account_id] == 2, deadline_s=20, what="the next loop")
        task.cancel()
        await asyncio.wait({task})


async def test_the_lease_of_an_account_that_went_is_given_back_once_its_loop_has_ended(bench: Bench) -> None:
    account_id = bench.add_account("gone@example.org")
    may_end, held = asyncio.Event(), "SELECT FROM lease WHERE expires_at > now()"
    is_cancelled = asyncio.Event()

    async def run() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            is_cancelled.set()
            await may_end.wait()

    async with database_pool(bench.settings, service="poller") as pool:
        task = asyncio.create_task(supervise(pool, lambda *_: asyncio.create_task(run())))
        await eventually(lambda: bench.rows(held), deadline_s=20, what="the lease")
        bench.execute("UPDATE account SET status = 'inactive' WHERE id = %s", account_id)
        await eventually(is_cancelled.is_set, deadline_s=20, what="the loop cancelled")
        assert bench.rows(held) != []
        may_end.set()
        await eventually(lambda: not bench.rows(held), deadline_s=20, what="the lease given back")
        task.cancel()
        await asyncio.wait({task})


HEALTH = """
INSERT INTO account_health (account_id, state, kind, since, last_poll_at, last_good_at)
VALUES (%s, 'failing', 'auth', now(), now(), now() - interval '1 hour')
"""
AN_HOUR_S = 3600.0


async def test_an_account_is_in_the_metrics_before_any_poll_and_as_it_was_left(bench: Bench) -> None:
    new, left = bench.add_account("new@example.org"), bench.add_account("left@example.org")
    bench.execute(HEALTH, left)
    loops = Loops(0, KeyError("never raised"))
    async with database_pool(bench.settings, service="poller") as pool:
        task = asyncio.create_task(supervise(pool, loops.start))
        await eventually(lambda: set(loops.started) >= {new, left}, deadline_s=20, what="both loops started")
        shown = {family.name: family.samples for family in ACCOUNTS.collect()}
        health = {int(each.labels.pop("account_id")): each.labels for each in shown["mailweave_account_health"]}
        ages = {int(s.labels["account_id"]): s.value for s in shown["mailweave_last_good_poll_age_seconds"]}
        task.cancel()
        await asyncio.wait({task})
    assert health == {new: {"state": "unknown", "kind": ""}, left: {"state": "failing", "kind": "auth"}}
    assert 0 <= ages[new] < AN_HOUR_S <= ages[left]
    assert [family.samples for family in ACCOUNTS.collect()] == [[], [], []]
