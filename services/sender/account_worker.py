"""Working on one account: recover, send what is due, publish what came of it."""

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass
from functools import partial

from services.sender.attempt import HeldAccount
from services.sender.connections import Connections
from services.sender.deliver import Deliverer
from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import LedgerSend
from services.sender.domain.retry import RetryPolicy, backoff_s
from services.sender.leases import AccountLeases
from services.sender.ports import Accounts, ServerFaultError, SmtpConnector
from services.sender.publishing import Outbox
from services.sender.store.attempts import AttemptStore
from shared import metrics
from shared.errors import LeaseLostError, TransientError
from shared.ids import AccountId
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


@dataclass(frozen=True, slots=True)
class Queue:
    """What an account's sessions take turns at."""

    sends: deque[LedgerSend]
    stopping: asyncio.Event


class AccountWorker:
    """Does the work of accounts whose lease this process holds."""

    def __init__(
        self,
        ledger: AttemptStore,
        accounts: Accounts,
        outbox: Outbox,
        connector: SmtpConnector,
        deliverer: Deliverer,
        leases: AccountLeases,
        limits: Limits,
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._outbox = outbox
        self._connector = connector
        self._deliverer = deliverer
        self._leases = leases
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
            while not stopping.is_set():
                if not await self._send_and_publish(account_id, lease, stopping):
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

    async def _send_and_publish(self, account_id: AccountId, lease: Lease, stopping: asyncio.Event) -> bool:
        """Publishes while it sends, so that neither waits for the other; False when there was nothing to do."""
        sending = asyncio.create_task(self._send_due(account_id, lease, stopping))
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
        return await sending or published > 0

    async def _send_due(self, account_id: AccountId, lease: Lease, stopping: asyncio.Event) -> bool:
        sends = await self._ledger.due(account_id, self._limits.connections * SENDS_PER_CONNECTION)
        if not sends:
            return False
        try:
            await self._send(Queue(deque(sends), stopping), account_id, lease)
        except ServerFaultError as error:
            self._faults[account_id] += 1
            step = min(self._faults[account_id], LONGEST_ACCOUNT_STEP)
            retry_s = backoff_s(self._limits.policy.base_s, step, str(account_id))
            logger.warning("%s; tried again in %.0f s", error, retry_s)
            await self._ledger.defer_account(account_id, lease, str(error), retry_s)
            await self.forget(account_id)
        else:
            self._faults.pop(account_id, None)
        return True

    async def _send(self, queue: Queue, account_id: AccountId, lease: Lease) -> None:
        account = (await self._accounts.accounts([account_id])).get(account_id)
        if account is None:
            raise ServerFaultError(f"account {account_id} does not exist any more: its sends wait")
        connections = await self._connections_of(account)
        held = HeldAccount(account, lease, partial(self._leases.left_s, account_id))
        workers = min(self._limits.connections * WORKERS_PER_CONNECTION, len(queue.sends))
        results = await asyncio.gather(
            *(self._work_off(queue, held, connections) for _ in range(workers)), return_exceptions=True
        )
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            # With one session working, another that cannot be opened (a limit of the server's) is no fault.
            if not isinstance(error, ServerFaultError) or queue.sends:
                raise error

    async def _work_off(self, queue: Queue, held: HeldAccount, connections: Connections) -> None:
        while queue.sends and not queue.stopping.is_set():
            send = queue.sends.popleft()
            try:
                await self._deliverer.attempt(send, held, connections)
            except ServerFaultError:
                queue.sends.appendleft(send)
                raise

    async def _connections_of(self, account: SendingAccount) -> Connections:
        server = await self._accounts.server_of(account)
        known = self._connections.get(account.account_id)
        if known is not None and known.server == server:
            return known
        await self.forget(account.account_id)
        self._connections[account.account_id] = Connections(self._connector, server, self._limits.connections)
        return self._connections[account.account_id]
