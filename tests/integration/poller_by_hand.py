"""Polls that a test makes one by one, on the real Kafka and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from services.poller.allowance import allowance_of
from services.poller.app import source_factory
from services.poller.polling.canaries import Canaries
from services.poller.polling.poll import Poll, PollPorts
from services.poller.polling.sealing import Sealer
from services.poller.ports import MailSource
from services.poller.store.accounts import PolledAccount, read_active, read_login
from services.poller.store.after_fetch import add_planned
from services.poller.store.cursors import CursorStore
from services.poller.store.leased import LeasedAccount
from shared.blobs import BlobStore
from shared.clock import SystemClock
from shared.ids import AccountId
from shared.kafka.publish import publisher
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Pool, database_pool, transaction
from shared.seal import Vault
from tests.fakes.mail_server import ScriptedServer
from tests.harness.accounts import SECRET_KEY
from tests.integration.poller import Bench

TTL_S = 30.0


@dataclass(frozen=True, slots=True)
class Hand:
    """One account's polls, made one by one by the test."""

    bench: Bench
    pool: Pool
    account: PolledAccount
    ports: PollPorts

    async def claim(self) -> Lease:
        """The account's lease, taken from whoever has it: as after the time-to-live of a process that stands still."""
        self.bench.execute("UPDATE lease SET expires_at = '-infinity'")
        async with transaction(self.pool) as connection:
            granted = await Claimant("poller", uuid4(), TTL_S).acquire(connection, [str(self.account.id)])
        return granted[str(self.account.id)]

    def leased(self, lease: Lease) -> LeasedAccount:
        """The account's rows under this lease."""
        return LeasedAccount(self.pool, self.account.id, lease)

    async def poll(
        self, lease: Lease, *, ports: PollPorts | None = None, limit: int = 50, is_careful: bool = False
    ) -> Poll:
        """One poll with a session of its own."""
        async with self.opened(lease) as source:
            cursors = CursorStore(self.leased(lease))
            what = (self.account, source, cursors, ports or self.ports)
            allowance = allowance_of(self.account, self.leased(lease))
            poll = Poll(*what, allowance=allowance, limit=limit, is_careful=is_careful)
            await poll.run()
        return poll

    @asynccontextmanager
    async def opened(self, lease: Lease) -> AsyncIterator[MailSource]:
        """A session with the account's server."""
        async with transaction(self.pool) as connection:
            login = await read_login(connection, self.account, Vault(SECRET_KEY))
        source = source_factory(self.bench.settings)(self.account, login, CursorStore(self.leased(lease)))
        try:
            await source.open()
            yield source
        finally:
            await source.close()


@asynccontextmanager
async def hand_on(bench: Bench, account_id: AccountId) -> AsyncIterator[Hand]:
    async with AsyncExitStack() as entered:
        pool = await entered.enter_async_context(database_pool(bench.settings, service="poller"))
        connected = await entered.enter_async_context(publisher(bench.settings))
        async with transaction(pool) as connection:
            account = (await read_active(connection))[account_id]
        sealer = Sealer(pool, Vault(SECRET_KEY), BlobStore(bench.settings.blob_url), SystemClock())
        clock, slot, write_down = SystemClock(), asyncio.Semaphore(1), partial(add_planned, pool)
        ports = PollPorts(sealer, connected.publish, clock, slot, 2**20, write_down, Canaries(pool, Vault(SECRET_KEY)))
        yield Hand(bench, pool, account, ports)


def add_scripted(bench: Bench, server: ScriptedServer, **changes: object) -> AccountId:
    return bench.add_account(
        "scripted@example.org", incoming_port=server.port, incoming_use_ssl=False, allow_plaintext=True, **changes
    )
