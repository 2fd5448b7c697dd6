"""Working on one account: recover, send what is due, publish what came of it."""

import asyncio
import logging
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from functools import partial

from services.sender.account_memory import AccountMemory
from services.sender.attempt import HeldAccount
from services.sender.deliver import Deliverer, count
from services.sender.domain.account import SendingAccount
from services.sender.domain.health import SendingHealth, SendingState
from services.sender.domain.ledger import LedgerSend
from services.sender.domain.retry import RetryPolicy, backoff_s
from services.sender.domain.session_reply import asked_pause_s
from services.sender.domain.work import Work
from services.sender.ports import ServerFaultError, SessionRefusedError, SmtpConnector
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
        self._memory: defaultdict[AccountId, AccountMemory] = defaultdict(AccountMemory)

    async def drain(self, account_id: AccountId, work: Work, stopping: asyncio.Event) -> None:
        """Until nothing is due and everything is published. What is in the way is logged; it is tried again later."""
        lease = self._leases.lease(account_id)
        if lease is None:
            return
        try:
            await self._recover(account_id, lease)
            if work.is_corrected:
                await self._begin_anew_when_corrected(account_id, lease)
            if work.has_ended:
                await self._cancel_in_vain(account_id)
            if work.has_expired:
                await self._expire(account_id)
            while not stopping.is_set():
                sending = asyncio.create_task(self._send_due(account_id, lease, stopping))
                published = await self._outbox.publish_during(sending, account_id)
                await self._tell_states(account_id)
                if not (await sending or published):
                    return
        except LeaseLostError as error:
            logger.warning("%s", error)
            self._leases.drop(account_id)
            await self.forget(account_id)
            metrics.SMTP_SESSIONS.forget(account_id)  # another process does
        except TransientError as error:
            logger.warning("account %d waits: %s", account_id, error)
            await self.forget(account_id)
            await asyncio.sleep(1)

    async def forget(self, account_id: AccountId) -> None:
        """Ends the account's sessions."""
        await self._memory[account_id].close()

    async def _tell_states(self, account_id: AccountId) -> None:
        """Whoever sends for the account next tells what was not; nothing that is to be sent waits for it."""
        memory = self._memory[account_id]
        if not memory.may_be_untold:
            return
        try:
            await self._outbox.tell_states(account_id)
        except TransientError as error:
            logger.info("account %d: how it sends cannot be told yet: %s", account_id, error)
        else:
            memory.may_be_untold = False

    async def _recover(self, account_id: AccountId, lease: Lease) -> None:
        memory = self._memory[account_id]
        if memory.recovered_epoch == lease.epoch:
            return
        in_doubt = await self._ledger.recover(lease, account_id, self._limits.policy)
        if in_doubt:
            logger.warning("account %d: %d recipients are in doubt after a process ended", account_id, in_doubt)
            metrics.SENDS.labels("in_doubt").inc(in_doubt)
        memory.recovered_epoch = lease.epoch

    async def _cancel_in_vain(self, account_id: AccountId) -> int:
        """What waits in an account that was deleted, or only observes, is not sent; how many recipients that were."""
        cancelled = await self._cancels.in_vain(account_id)
        if cancelled:
            logger.warning("account %d sends no more: %d waiting recipients are cancelled", account_id, cancelled)
            metrics.SENDS.labels("cancelled").inc(cancelled)
        return cancelled

    async def _expire(self, account_id: AccountId) -> None:
        expired = await self._cancels.expire(account_id)
        if expired:
            logger.warning("account %d: the time of %d waiting recipients is over", account_id, expired)
            metrics.SENDS.labels("expired").inc(expired)

    async def _begin_anew_when_corrected(self, account_id: AccountId, lease: Lease) -> None:
        """What waited for an account that somebody has changed since is tried now."""
        waited = await self._ledger.begin_anew_when_corrected(account_id, lease)
        if waited is not None:
            logger.info("account %d was changed: %d sends that waited for its server are tried now", account_id, waited)
            memory = self._memory[account_id]
            memory.faults, memory.health = 0, None

    async def _send_due(self, account_id: AccountId, lease: Lease, stopping: asyncio.Event) -> bool:
        """One batch; False when nothing was due. A fault of the server defers all that is due."""
        due = await self._ledger.due(account_id, self._limits.connections * SENDS_PER_CONNECTION)
        if not due:
            return False
        suspects = self._memory[account_id].suspects
        sends = deque(sorted(due, key=suspects.times_refused))
        workers = min(self._limits.connections * WORKERS_PER_CONNECTION, len(sends))
        try:
            account = await self._account(account_id)
            if account.sends_no_more and await self._cancel_in_vain(account_id):
                return True
            held = await self._held(account, lease)
            sessions = (self._work_off(sends, held, stopping) for _ in range(workers))
            for error in await asyncio.gather(*sessions, return_exceptions=True):
                # With one session working, another that cannot be opened (a limit of the server's) is no fault.
                if error is not None and (sends or not isinstance(error, ServerFaultError)):
                    raise error
            if held.connections.refusal is not None:
                raise held.connections.refusal
        except ServerFaultError as fault:
            await self._defer(account_id, lease, fault)
        else:
            self._memory[account_id].faults = 0
            await self._show(account_id, lease, SendingState.OK)
        return True

    async def _work_off(self, sends: deque[LedgerSend], held: HeldAccount, stopping: asyncio.Event) -> None:
        suspects = self._memory[held.account.account_id].suspects
        while sends and not stopping.is_set() and held.connections.refusal is None:
            send = sends.popleft()
            if suspects.is_suspect(send):
                send = replace(send, is_suspect=True)
            try:
                is_taken = await self._deliverer.attempt(send, held)
            except SessionRefusedError as refusal:
                if refusal.is_alone:
                    suspects.refused(send)
                if not refusal.is_settled:
                    sends.append(send)
            except ServerFaultError:
                sends.appendleft(send)
                raise
            else:
                suspects.settled(send, is_taken=is_taken)

    async def _defer(self, account_id: AccountId, lease: Lease, fault: ServerFaultError) -> None:
        memory, policy = self._memory[account_id], self._limits.policy
        memory.faults += 1
        reply = fault.reply if isinstance(fault, SessionRefusedError) else None
        step = min(memory.faults, LONGEST_ACCOUNT_STEP)
        asked_s = asked_pause_s(reply.text) if reply is not None else 0.0
        retry_s = asked_s or backoff_s(policy.base_s, step, str(account_id))
        logger.warning("%s; tried again in %.0f s", fault, retry_s)
        metrics.SENDING_PAUSES.labels("none" if reply is None else str(reply.code)).inc()
        for outcome in await self._ledger.give_up(account_id, lease, str(fault), policy):
            count(outcome)
        await self._ledger.defer_account(account_id, lease, str(fault), retry_s)
        is_passing = reply is not None and reply.is_transient
        state = SendingState.WAITING if is_passing else SendingState.FAILING
        await self._show(account_id, lease, state, str(fault), retry_s)
        await self.forget(account_id)

    async def _show(
        self, account_id: AccountId, lease: Lease, state: SendingState, reason: str = "", retry_s: float = 0.0
    ) -> None:
        """Writes how the account fares; that it is still well is no news."""
        memory, most = self._memory[account_id], self._limits.connections
        health = SendingHealth(state, memory.allowed(most), reason, retry_s, memory.account_version)
        if state is SendingState.OK and health == memory.health:
            return
        await self._ledger.write_health(account_id, lease, health)
        memory.health, memory.may_be_untold = health, True
        if health.connections < most:
            logger.info("account %d: its server allows it %d sessions at present", account_id, health.connections)
            metrics.SMTP_SESSIONS.show(account_id, health.connections)
        else:
            metrics.SMTP_SESSIONS.forget(account_id)

    async def _account(self, account_id: AccountId) -> SendingAccount:
        """As it is now: with each turn, since it may have ended since the last one."""
        account = (await self._accounts.known([account_id])).get(account_id)
        if account is None:
            raise ServerFaultError(f"account {account_id} does not exist any more: its sends wait")
        self._memory[account_id].account_version = account.version
        return account

    async def _held(self, account: SendingAccount, lease: Lease) -> HeldAccount:
        memory = self._memory[account.account_id]
        server = await self._accounts.server_of(account)
        connections = await memory.connections(self._connector, server, self._limits.connections)
        connections.refusal = None
        return HeldAccount(account, lease, partial(self._leases.left_s, account.account_id), connections)
