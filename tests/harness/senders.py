"""Sender processes in one event loop, on a real ledger and a model SMTP server; a test decides when each goes on."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.sender.account_worker import AccountWorker, Limits
from services.sender.deliver import Deliverer
from services.sender.domain.guard import Caps
from services.sender.domain.retry import RetryPolicy
from services.sender.domain.work import Work
from services.sender.grouping import OutcomeGroups
from services.sender.handlers import on_send_messages
from services.sender.publishing import Outbox
from services.sender.step import Step
from services.sender.store import AttemptStore, CancelStore, IntakeStore, SendingAccounts
from services.sender.store.outcomes import OutcomeStore
from shared.events import SendMessage
from shared.ids import AccountId
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant
from shared.postgres.sessions import Pool
from shared.seal import Vault
from tests.fakes.model_smtp import Fate, Gate, ModelConnector, ModelServer

TTL_S, GRACE_S, DATA_S = 900.0, 100.0, 300.0
POLICY = RetryPolicy(max_retries=2, base_s=60, give_up_s=5 * 86_400)
CAPS = Caps(per_recipient_hour=10**6, per_thread=10**6, max_age_s=1e9)
SETTLED_WITHIN_S = 30


class ModelClock:
    """Stands still but for `passes`, which the database's dates must follow."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.at_s)

    def monotonic(self) -> float:
        return self.at_s


class NothingPublished(Outbox):
    """What is sent is not told to Kafka here."""

    def __init__(self) -> None:
        """Needs nothing."""

    async def publish(self, account_id: AccountId) -> int:
        return 0

    async def tell_states(self, account_id: AccountId) -> None:
        """Nothing to tell."""


class WatchedGroups(OutcomeGroups):
    """Tells when nothing is being committed: a session may go on while the last outcome still is."""

    def __init__(self, store: OutcomeStore) -> None:
        super().__init__(store)
        self._under_way = 0
        self.quiet = asyncio.Event()
        self.quiet.set()

    async def record(self, step: Step) -> bool:
        self._under_way += 1
        self.quiet.clear()
        try:
            return await super().record(step)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.quiet.set()


class Process:
    """One sender process with one SMTP session: it works until it stands at a gate, or has nothing to do."""

    def __init__(self, pool: Pool, vault: Vault, clock: ModelClock, server: ModelServer) -> None:
        self.gate = Gate()
        self._leases = HeldLeases(pool, Claimant("sender", uuid4(), TTL_S, GRACE_S), clock)
        self._groups = WatchedGroups(OutcomeStore(pool))
        ledger = AttemptStore(pool, vault)
        self._worker = AccountWorker(
            ledger,
            SendingAccounts(pool, vault),
            NothingPublished(),
            ModelConnector(server, self.gate),
            Deliverer(ledger, self._groups, POLICY, DATA_S, clock.now),
            self._leases,
            CancelStore(pool),
            Limits(connections=1, policy=POLICY),
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def is_working(self) -> bool:
        """Whether it stands at a gate."""
        return self._task is not None

    async def start(self, account_id: AccountId) -> None:
        """As `Sender` does for an account with work: the lease, then the work."""
        await self._leases.acquire([account_id])
        if self._leases.lease(account_id) is not None:
            self._task = asyncio.create_task(self._worker.drain(account_id, Work(), asyncio.Event()))
            await self._settled()

    async def go_on(self, fate: Fate) -> None:
        self.gate.go_on(fate)
        await self._settled()

    async def renew(self) -> None:
        await self._leases.renew()

    async def crash(self) -> None:
        """At a gate it is in no transaction, so a cancelled task leaves what a killed process leaves."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    async def _settled(self) -> None:
        assert self._task is not None
        reached = asyncio.create_task(self._stands_still())
        async with asyncio.timeout(SETTLED_WITHIN_S):
            await asyncio.wait([self._task, reached], return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        await asyncio.wait([reached])
        if self._task.done():
            self._task.result()
            self._task = None

    async def _stands_still(self) -> None:
        await self.gate.reached.wait()
        await self._groups.quiet.wait()


async def ask(pool: Pool, vault: Vault, clock: ModelClock, request: SendMessage) -> None:
    """The request into the ledger, by the consumer's handler."""
    await on_send_messages(
        [request],
        ledger=IntakeStore(pool, vault),
        accounts=SendingAccounts(pool, vault),
        clock=clock,
        caps=CAPS,
        wake=asyncio.Event(),
    )
