"""Which accounts this process polls: it claims leases, keeps one loop per account, and passes requests on."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.poller.requests import accounts_with_commands, take_polls
from services.poller.store.accounts import PolledAccount, read_active
from services.poller.wake import Wake
from shared import metrics
from shared.clock import Clock
from shared.errors import ConfigurationError, LeaseLostError, TransientError
from shared.health import Health
from shared.ids import AccountId
from shared.kafka.publish import ProducerLostError
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Connection, Pool, transaction

STOP_WITHIN_S = 5.0
REST_S = 60.0
PART = "accounts"
logger = logging.getLogger(__name__)
StartLoop = Callable[[PolledAccount, Lease, Wake], asyncio.Task[None]]


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
        claimant: Claimant,
        start_loop: StartLoop,
        clock: Clock,
        health: Health,
        *,
        max_accounts: int,
        rest_s: float = REST_S,
    ) -> None:
        self._pool = pool
        self._claimant = claimant
        self._start_loop = start_loop
        self._clock = clock
        self._health = health
        self._max_accounts = max_accounts
        self._rest_s = rest_s
        self._leases: dict[AccountId, Lease] = {}
        self._renewed_at = float("-inf")
        self._running: dict[AccountId, Running] = {}
        self._resting_until: dict[AccountId, float] = {}

    async def run(self, every_s: float) -> None:
        """Looks at the accounts again and again; ends, with all loops, when it is cancelled."""
        try:
            while True:
                await self._step()
                self._health.progress(PART)
                await asyncio.sleep(every_s)
        finally:
            await self._stop(self._running.values())
            with contextlib.suppress(TransientError):
                await self._release(set(self._leases))

    async def _step(self) -> None:
        try:
            async with transaction(self._pool) as connection:
                accounts = await read_active(connection)
                await self._claim(connection, accounts)
            await self._reconcile(accounts)
            await self._pass_on()
            self._health.ready(PART)
        except TransientError as error:
            self._health.unready(PART, str(error))
            if self._clock.monotonic() - self._renewed_at > self._claimant.ttl_s:
                self._leases.clear()  # another process may hold them by now
                await self._stop(self._running.values())
        self._collect_ended()

    async def _claim(self, connection: Connection, accounts: dict[AccountId, PolledAccount]) -> None:
        now = self._clock.monotonic()
        if self._leases and now - self._renewed_at > self._claimant.ttl_s / 3:
            held = await self._claimant.renew(connection, [str(account_id) for account_id in self._leases])
            self._leases = {AccountId(int(key)): lease for key, lease in held.items()}
        free = [account_id for account_id in accounts if account_id not in self._leases]
        wanted = free[: self._max_accounts - len(self._leases)]
        if wanted:
            granted = await self._claimant.acquire(connection, [str(account_id) for account_id in wanted])
            self._leases |= {AccountId(int(key)): lease for key, lease in granted.items()}
        if self._leases and now - self._renewed_at > self._claimant.ttl_s / 3:
            self._renewed_at = now

    async def _reconcile(self, accounts: dict[AccountId, PolledAccount]) -> None:
        for account_id, running in self._running.items():
            is_stale = accounts.get(account_id) != running.account or self._leases.get(account_id) != running.lease
            if is_stale and not running.task.cancelling():
                running.task.cancel()
        gone = {account_id for account_id in self._leases if account_id not in accounts}
        gone -= self._running.keys()  # released once its loop has ended
        if gone:
            await self._release(gone)
        for account_id in self._leases.keys() - self._running.keys():
            if self._clock.monotonic() < self._resting_until.get(account_id, 0.0):
                continue
            account, lease, wake = accounts[account_id], self._leases[account_id], Wake()
            self._running[account_id] = Running(account, lease, wake, self._start_loop(account, lease, wake))

    async def _pass_on(self) -> None:
        held = [key for key, running in self._running.items() if not _is_ending(running.task)]
        if not held:
            return
        async with transaction(self._pool) as connection:
            orders = await take_polls(connection, held)
            busy = await accounts_with_commands(connection, held)
        for account_id, order in orders.items():
            self._running[account_id].wake.order(order)
        for account_id in busy:
            self._running[account_id].wake.commands()

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
            self._leases.pop(running.account.id, None)
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

    async def _release(self, account_ids: set[AccountId]) -> None:
        async with transaction(self._pool) as connection:
            await self._claimant.release(connection, [str(account_id) for account_id in account_ids])
        for account_id in account_ids:
            self._leases.pop(account_id, None)


def _is_ending(task: asyncio.Task[None]) -> bool:
    """An order that is passed on to such a loop would be lost; the next loop takes it."""
    return task.done() or task.cancelling() > 0
