"""Which accounts this process polls: it claims leases, keeps one loop per account, and passes requests on."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from services.poller.store.accounts import PolledAccount, read_active
from services.poller.store.imports import accounts_with_imports
from services.poller.store.poll_log import read_standings
from services.poller.store.requests import accounts_with_commands, take_polls
from services.poller.store.standing import read_unsettled
from services.poller.wake import Wake
from shared import metrics
from shared.clock import Clock
from shared.errors import ConfigurationError, LeaseLostError, TransientError
from shared.ids import AccountId
from shared.kafka.publish import ProducerLostError
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool, transaction

STOP_WITHIN_S = 5.0
REST_S = 60.0
logger = logging.getLogger(__name__)
StartLoop = Callable[[PolledAccount, Lease, Wake], asyncio.Task[None]]
OnHeld = Callable[[Mapping[AccountId, PolledAccount], Collection[AccountId]], None]
"""Told of all accounts and of those that are polled here."""
Pause = Callable[[AccountId, Lease], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Running:
    """One account's loop, and what it was started with."""

    account: PolledAccount
    lease: Lease
    wake: Wake
    task: asyncio.Task[None]


class Supervisor:
    """One for a process. An account whose configuration changed gets a new loop once the old one has ended."""

    def __init__(
        self,
        pool: Pool,
        leases: HeldLeases,
        start_loop: StartLoop,
        pause: Pause,
        clock: Clock,
        *,
        max_accounts: int,
        rest_s: float = REST_S,
        on_held: OnHeld = lambda accounts, held: None,
    ) -> None:
        self._pool = pool
        self._leases = leases
        self._start_loop = start_loop
        self._pause = pause
        self._clock = clock
        self._max_accounts = max_accounts
        self._rest_s = rest_s
        self._on_held = on_held
        self._running: dict[AccountId, Running] = {}
        self._resting_until: dict[AccountId, float] = {}
        self._pausing: dict[AccountId, asyncio.Task[None]] = {}

    async def step(self) -> None:
        """Looks at the accounts, and starts and ends loops; while the database is away, those whose lease ran out."""
        self._collect_ended()
        try:
            async with transaction(self._pool) as connection:
                accounts = await read_active(connection)
                unsettled = await read_unsettled(connection)
            await self._claim([*accounts, *unsettled])
            self._on_held(accounts, self._leases.held())
            await self._show()
            await self._reconcile(accounts)
            await self._pass_on()
        except TransientError:
            self._leases.drop_expired()
            await self._stop(running for running in self._running.values() if not self._is_held(running))
            raise

    def look_again(self) -> None:
        """Something that concerns all loops has changed."""
        for running in self._running.values():
            running.wake.is_asked.set()

    async def stop(self) -> None:
        """Ends all loops and gives the leases back."""
        for task in self._pausing.values():
            task.cancel()
        await asyncio.gather(*self._pausing.values(), return_exceptions=True)
        await self._stop(self._running.values())
        with contextlib.suppress(TransientError):
            await self._leases.release(self._leases.held())
        metrics.ACCOUNTS.unknown(())
        metrics.RECEIVING.keep(())
        metrics.DOWNLOADS.keep(())

    async def _claim(self, wanted: Collection[AccountId]) -> None:
        await self._leases.renew_due()
        held = self._leases.held()
        free = [account_id for account_id in wanted if account_id not in held]
        await self._leases.acquire(free[: self._max_accounts - len(held)])

    async def _show(self) -> None:
        """In the metrics: what is polled here, from the first moment on."""
        metrics.RECEIVING.keep(self._leases.held())
        metrics.DOWNLOADS.keep(self._leases.held())
        new = metrics.ACCOUNTS.unknown(self._leases.held())
        if not new:
            return
        async with transaction(self._pool) as connection:
            for standing in await read_standings(connection, new):
                metrics.ACCOUNTS.begin(*standing)

    async def _reconcile(self, accounts: Mapping[AccountId, PolledAccount]) -> None:
        for account_id, running in self._running.items():
            is_stale = accounts.get(account_id) != running.account or not self._is_held(running)
            if is_stale and not running.task.cancelling():
                running.task.cancel()
        gone = self._leases.held() - accounts.keys()
        await self._give_back(gone - self._running.keys())  # the others once their loops have ended
        for account_id in self._leases.held() - gone - self._running.keys() - self._pausing.keys():
            if self._clock.monotonic() >= self._resting_until.get(account_id, 0.0):
                self._start(accounts[account_id])

    async def _give_back(self, gone: AbstractSet[AccountId]) -> None:
        """Once their state says that nobody polls them; to tell it may take as long as Kafka is away."""
        ended = {account_id: task for account_id, task in self._pausing.items() if task.done()}
        for account_id, task in ended.items():
            del self._pausing[account_id]
            if isinstance(error := task.exception(), TransientError):
                logger.info("account %d: that it is paused cannot be told yet: %s", account_id, error)
            elif error is not None:
                raise error
        await self._leases.release(ended.keys() & gone)
        for account_id in gone - ended.keys() - self._pausing.keys():
            if lease := self._leases.lease(account_id):
                self._pausing[account_id] = asyncio.create_task(self._pause(account_id, lease))

    def _start(self, account: PolledAccount) -> None:
        lease, wake = self._leases.lease(account.id), Wake()
        if lease is not None:
            self._running[account.id] = Running(account, lease, wake, self._start_loop(account, lease, wake))

    def _is_held(self, running: Running) -> bool:
        return self._leases.lease(running.account.id) == running.lease

    async def _pass_on(self) -> None:
        held = [key for key, running in self._running.items() if not _is_ending(running.task)]
        if not held:
            return
        async with transaction(self._pool) as connection:
            orders = await take_polls(connection, held)
            busy = await accounts_with_commands(connection, held)
            importing = await accounts_with_imports(connection, held)
        for account_id, order in orders.items():
            self._running[account_id].wake.order(order)
        for account_id in busy:
            self._running[account_id].wake.commands()
        for account_id in importing:
            self._running[account_id].wake.imports()

    def _collect_ended(self) -> None:
        for account_id, running in list(self._running.items()):
            if running.task.done():
                del self._running[account_id]
                if not running.task.cancelled():
                    self._after(running, running.task.exception())

    def _after(self, running: Running, error: BaseException | None) -> None:
        """What the end of a loop means: for this account, or for the whole process."""
        if isinstance(error, ConfigurationError | ProducerLostError):
            raise error
        if isinstance(error, LeaseLostError):
            logger.warning("%s", error)
            self._leases.drop(running.account.id)
            return
        # A defect of ours that this account's server brings to light: the other accounts go on.
        self._resting_until[running.account.id] = self._clock.monotonic() + self._rest_s
        metrics.POLLS.labels("defect").inc()
        logger.error(
            "%s: its polling broke off and starts again in %g s", running.account.label, self._rest_s, exc_info=error
        )

    async def _stop(self, all_running: Iterable[Running]) -> None:
        tasks = {running.task for running in all_running}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)


def _is_ending(task: asyncio.Task[None]) -> bool:
    """An order that is passed on to such a loop would be lost; the next loop takes it."""
    return task.done() or task.cancelling() > 0
