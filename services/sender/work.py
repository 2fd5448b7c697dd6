"""The sender's loop: which accounts have something to do, may this process have their leases, then to work."""

import asyncio
import logging

from services.sender.account_worker import AccountWorker
from services.sender.store.attempts import AttemptStore
from shared.errors import TransientError
from shared.health import Health
from shared.ids import AccountId
from shared.postgres.held_leases import HeldLeases
from shared.service.loops import Every

PART = "sending"
logger = logging.getLogger(__name__)


class Sender:
    """Ticks: who has work, may I have the lease, go. Ends when `stopping` is set, with nothing on the wire."""

    def __init__(
        self,
        ledger: AttemptStore,
        worker: AccountWorker,
        leases: HeldLeases,
        *,
        wake: asyncio.Event,
        poll_s: float,
        renew_s: float,
        idle_s: float,
        health: Health,
    ) -> None:
        self._ledger = ledger
        self._worker = worker
        self._leases = leases
        self._wake = wake
        self._poll_s = poll_s
        self._renew_s = renew_s
        self._idle_s = idle_s
        self._health = health
        self._tasks: dict[AccountId, asyncio.Task[None]] = {}
        self._used_at: dict[AccountId, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """For as long as the service runs; an error that nobody foresaw ends it."""
        renewal = Every("leases", self._renew_s, self._leases.renew, is_vital=False)
        # Not before the end: what is still on the wire when the service stops needs its lease.
        renewing = asyncio.create_task(renewal.run(self._health, asyncio.Event()))
        try:
            while not stopping.is_set():
                await self._tick(stopping)
                if renewing.done():
                    renewing.result()
                self._health.progress(PART)
                await self._wait()
            await self._finish()
        finally:
            await self._stop(renewing)

    async def _tick(self, stopping: asyncio.Event) -> None:
        for account_id in [account_id for account_id, task in self._tasks.items() if task.done()]:
            self._tasks.pop(account_id).result()
        try:
            work = await self._ledger.accounts_with_work()
            busy = frozenset(work.keys() - self._tasks.keys())
            await self._leases.acquire(busy)
            await self._release_idle(busy)
        except TransientError as error:
            self._health.unready(PART, str(error))
            return
        self._health.ready(PART)
        now = asyncio.get_running_loop().time()
        for account_id in busy & self._leases.held():
            self._used_at[account_id] = now
            task = asyncio.create_task(self._worker.drain(account_id, work[account_id], stopping))
            task.add_done_callback(lambda _: self._wake.set())
            self._tasks[account_id] = task

    async def _release_idle(self, busy: frozenset[AccountId]) -> None:
        limit = asyncio.get_running_loop().time() - self._idle_s
        candidates = self._leases.held() - busy - set(self._tasks)
        idle = [account_id for account_id in candidates if self._used_at.get(account_id, limit) <= limit]
        for account_id in idle:
            await self._worker.forget(account_id)
        await self._leases.release(idle)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll_s):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _finish(self) -> None:
        """What is on the wire comes to its end."""
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _stop(self, renewing: asyncio.Task[None]) -> None:
        tasks = [renewing, *self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        held = self._leases.held()
        for account_id in held:
            await self._worker.forget(account_id)
        try:
            await self._leases.release(held)
        except TransientError as error:
            logger.warning("leases could not be given back, others wait for them to expire: %s", error)
