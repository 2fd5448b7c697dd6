"""Working on one account: recover, send what is due, publish what came of it."""

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass
from functools import partial

from services.sender.attempt import HeldAccount
from services.sender.connections import Connections
from services.sender.deliver import Deliverer
from services.sender.domain.ledger import LedgerSend
from services.sender.domain.retry import RetryPolicy, backoff_s
from services.sender.ports import ServerFaultError, SmtpConnector
from services.sender.publishing import Outbox
from services.sender.store.accounts import SendingAccounts
from services.sender.store.attempts import AttemptStore
from services.sender.store.cancel import CancelStore
from shared import metrics
from shared.errors import LeaseLostError, TransientError
from shared.ids import AccountId
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Lease

SENDS_PER_CONNECTION = 16
# While the outcome of one message is committed, its session has the next one.
WORKERS_PER_CONNECTION = 2
PUBLISH_EVERY_S = 0.2
# A person who has repaired an account should not wait for an hour.
LONGEST_ACCOUNT_STEP = 2
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How an account is worked on."""

    connections: int
    policy: RetryPolicy


class AccountWorker:
    """Does the work of accounts whose lease this process holds."""

    def __init__(
        self,
        ledger: AttemptStore,
        accounts: SendingAccounts,
        outbox: Outbox,
        connector: SmtpConnector,
        deliverer: Deliverer,
        leases: HeldLeases,
        cancels: CancelStore,
        limits: Limits,
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._outbox = outbox
        self._connector = connector
        self._deliverer = deliverer
        self._leases = leases
        self._cancels = cancels
        self._limits = limits
        self._recovered: dict[AccountId, int] = {}
        self._faults: Counter[AccountId] = Counter()
        self._connections: dict[AccountId, Connections] = {}

    async def drain(self, account_id: AccountId, stopping: asyncio.Event) -> None:
        """Until nothing is due and everything is published. What is in the way is logged; it is tried again later."""
        lease = self._leases.lease(account_id)
        if lease is None:
            return
        try:
            await self._recover(account_id, lease)
            await self._cancel_removed(account_id)
            while not stopping.is_set():
                sending = asyncio.create_task(self._send_due(account_id, lease, stopping))
                published = await self._publish_during(sending, account_id)
                if not (await sending or published):
                    return
        except LeaseLostError as error:
            logger.warning("%s", error)
            self._leases.drop(account_id)
            await self.forget(account_id)
        except TransientError as error:
            logger.warning("account %d waits: %s", account_id, error)
            await self.forget(account_id)
            await asyncio.sleep(1)

    async def forget(self, account_id: AccountId) -> None:
        """Ends the account's sessions."""
        connections = self._connections.pop(account_id, None)
        if connections is not None:
            await connections.close()

    async def _recover(self, account_id: AccountId, lease: Lease) -> None:
        if self._recovered.get(account_id) == lease.epoch:
            return
        in_doubt = await self._ledger.recover(lease, account_id, self._limits.policy)
        if in_doubt:
            logger.warning("account %d: %d recipients are in doubt after a process ended", account_id, in_doubt)
            metrics.SENDS.labels("in_doubt").inc(in_doubt)
        self._recovered[account_id] = lease.epoch

    async def _cancel_removed(self, account_id: AccountId) -> None:
        """What waits in an account that was deleted is not sent."""
        cancelled = await self._cancels.of_removed(account_id)
        if cancelled:
            logger.warning("account %d was deleted: %d waiting recipients are cancelled", account_id, cancelled)
            metrics.SENDS.labels("cancelled").inc(cancelled)

    async def _publish_during(self, sending: asyncio.Task[bool], account_id: AccountId) -> int:
        """Neither waits for the other; returns how much was published once `sending` is done."""
        published = 0
        try:
            while not sending.done():
                await asyncio.wait({sending}, timeout=PUBLISH_EVERY_S)
                published += await self._outbox.publish(account_id)
        except TransientError:
            await asyncio.wait({sending})  # what is on the wire comes to its end
            raise
        except BaseException:
            sending.cancel()
            await asyncio.wait({sending})
            raise
        return published

    async def _send_due(self, account_id: AccountId, lease: Lease, stopping: asyncio.Event) -> bool:
        """One batch; False when nothing was due. A fault of the server defers all that is due."""
        sends = deque(await self._ledger.due(account_id, self._limits.connections * SENDS_PER_CONNECTION))
        if not sends:
            return False
        workers = min(self._limits.connections * WORKERS_PER_CONNECTION, len(sends))
        try:
            held = await self._held(account_id, lease)
            sessions = (self._work_off(sends, held, stopping) for _ in range(workers))
            for error in await asyncio.gather(*sessions, return_exceptions=True):
                # With one session working, another that cannot be opened (a limit of the server's) is no fault.
                if error is not None and (sends or not isinstance(error, ServerFaultError)):
                    raise error
        except ServerFaultError as fault:
            await self._defer(account_id, lease, fault)
        else:
            self._faults.pop(account_id, None)
        return True

    async def _work_off(self, sends: deque[LedgerSend], held: HeldAccount, stopping: asyncio.Event) -> None:
        while sends and not stopping.is_set():
            send = sends.popleft()
            try:
                await self._deliverer.attempt(send, held)
            except ServerFaultError:
                sends.appendleft(send)
                raise

    async def _defer(self, account_id: AccountId, lease: Lease, fault: ServerFaultError) -> None:
        self._faults[account_id] += 1
        step = min(self._faults[account_id], LONGEST_ACCOUNT_STEP)
        retry_s = backoff_s(self._limits.policy.base_s, step, str(account_id))
        logger.warning("%s; tried again in %.0f s", fault, retry_s)
        await self._ledger.defer_account(account_id, lease, str(fault), retry_s)
        await self.forget(account_id)

    async def _held(self, account_id: AccountId, lease: Lease) -> HeldAccount:
        account = (await self._accounts.known([account_id])).get(account_id)
        if account is None:
            raise ServerFaultError(f"account {account_id} does not exist any more: its sends wait")
        server = await self._accounts.server_of(account)
        connections = self._connections.get(account_id)
        if connections is None or connections.server != server:
            await self.forget(account_id)
            connections = Connections(self._connector, server, self._limits.connections)
            self._connections[account_id] = connections
        return HeldAccount(account, lease, partial(self._leases.left_s, account_id), connections)
