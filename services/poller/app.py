"""Puts the poller together; the only file that names concrete adapters."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from uuid import uuid4

from services.poller.account_loop import AccountLoop
from services.poller.backpressure import Backpressure
from services.poller.checks import Checker
from services.poller.context import PollerContext
from services.poller.domain.ceiling import host_shares
from services.poller.handlers import (
    on_connectivity_requested,
    on_import_requested,
    on_mailbox_requested,
    on_poll_requested,
)
from services.poller.imap.source import ImapSource
from services.poller.importing.beside import both
from services.poller.importing.feed import Backlog, Feed
from services.poller.importing.importer import Importer
from services.poller.importing.walk import ImportPorts
from services.poller.pausing import Pausing
from services.poller.polling.canaries import Canaries
from services.poller.polling.poll import PollPorts
from services.poller.polling.sealing import Sealer
from services.poller.polling.spans import FetchSpans
from services.poller.pop3.source import Pop3Source
from services.poller.ports import UidlBook, WalkedSource
from services.poller.seats import Places
from services.poller.secret_watch import LOOK_EVERY_S, SecretWatch
from services.poller.settings import PollerSettings
from services.poller.slots import LoginSlots
from services.poller.sources import SourceFactory, Sources
from services.poller.store.accounts import Login, PolledAccount
from services.poller.store.after_fetch import add_planned, give_up_others
from services.poller.store.canaries import forget_canaries
from services.poller.store.imports import note_imports
from services.poller.store.leased import LeasedAccount
from services.poller.store.poll_log import PRUNE_EVERY_S, prune
from services.poller.store.requests import add_commands, ask_polls, forget_commands
from services.poller.supervisor import Supervisor
from services.poller.wake import Wake
from shared.blobs import SPACE_EVERY_S, BlobStore, look_at_space
from shared.errors import ConfigurationError, TransientError
from shared.events.topics import CONNECTIVITY_REQUESTED, IMPORT_REQUESTED, MAILBOX_REQUESTED, POLL_REQUESTED
from shared.ids import AccountId
from shared.oauth.endpoint import TokenEndpoint
from shared.oauth.keeper import KEEP_EVERY_S, TokenKeeper
from shared.oauth.tokens import Tokens, token_claimant
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Pool
from shared.seal import Vault
from shared.secret_references.resolver import resolver_of
from shared.service.run import Run
from shared.service.tasks import Tasks
from shared.tls import Contexts

MOST_TESTS = 1000
"""Connectivity tests that are taken in hand."""
MOST_CHECKS = 64
"""Of these, how many are on their way to a server."""
CANARIES_KEPT = timedelta(days=30)
IMPORT_BATCHES = 2
"""Batches of imports that are in memory at the same time, beside those of live polls."""


async def build(run: Run[PollerSettings]) -> None:
    """Wires the consumers and the supervisor of the accounts."""
    settings = run.settings
    if settings.generation != 0:
        raise ConfigurationError("the poller has no part in a replay: start it without EMAIL_GENERATION")
    pool = await run.database()
    context = _context(run, pool)
    backlog = Backlog(settings)
    run.entered.push_async_callback(backlog.close)
    imports = ImportPorts(context.ports, Feed(backlog.count, run.clock.monotonic), asyncio.Semaphore(IMPORT_BATCHES))
    checker = Checker(pool, context.sources, LoginSlots(MOST_CHECKS), run.clock.monotonic)
    tests = await run.enter(Tasks("connectivity test", MOST_TESTS))
    run.consume(POLL_REQUESTED, partial(on_poll_requested, write_down=partial(ask_polls, pool)))
    run.consume(MAILBOX_REQUESTED, partial(on_mailbox_requested, write_down=partial(add_commands, pool)))
    run.consume(CONNECTIVITY_REQUESTED, partial(on_connectivity_requested, check=checker.check, start=tests.start))
    run.consume(IMPORT_REQUESTED, partial(on_import_requested, write_down=partial(note_imports, pool)))
    supervisor = Supervisor(
        pool,
        HeldLeases(pool, Claimant("poller", uuid4(), settings.lease_ttl_s), run.clock),
        partial(_start, context, partial(Importer, context=context, ports=imports, is_through=backlog.is_through)),
        Pausing(pool, run.publisher.publish, run.clock).pause,
        run.clock,
        max_accounts=settings.poller_max_accounts,
        on_held=partial(_share, context.sources.places, settings.poller_host_connections),
    )
    run.every("accounts", settings.account_refresh_s, supervisor.step, at_end=supervisor.stop)
    run.background("backlog", partial(context.backpressure.run, settings, supervisor.look_again))
    run.every("space for blobs", SPACE_EVERY_S, partial(look_at_space, settings.blob_url), is_vital=False)
    run.every("old commands", PRUNE_EVERY_S, partial(forget_commands, pool), is_vital=False)
    run.every("old canaries", PRUNE_EVERY_S, partial(forget_canaries, pool, CANARIES_KEPT), is_vital=False)
    keeper = TokenKeeper(pool, context.sources.tokens)
    run.every("tokens", KEEP_EVERY_S, keeper.look, is_vital=False)
    run.every("secrets elsewhere", LOOK_EVERY_S, context.sources.watch.look, is_vital=False)
    run.every("poll log", PRUNE_EVERY_S, partial(prune, pool, timedelta(days=settings.poll_log_days)), is_vital=False)


def _context(run: Run[PollerSettings], pool: Pool) -> PollerContext:
    settings = run.settings
    vault = Vault(settings.secret_key)
    ports = PollPorts(
        Sealer(pool, vault, BlobStore(settings.blob_url), run.clock),
        run.publisher.publish,
        run.clock,
        asyncio.Semaphore(settings.poller_max_fetches),
        settings.max_message_size,
        partial(add_planned, pool),
        Canaries(pool, vault),
        FetchSpans(run.tracing),
    )
    resolver = resolver_of(settings, settings.tls_ca_file)
    ask = TokenEndpoint(settings.tls_ca_file).ask
    tokens = Tokens(pool, vault, ask, token_claimant(uuid4()), run.clock, resolver)
    slots, places, watch = (
        LoginSlots(settings.poller_max_logins),
        Places(run.clock.monotonic),
        SecretWatch(pool, resolver),
    )
    sources = Sources(pool, vault, source_factory(settings), slots, tokens, watch, places)
    return PollerContext(
        pool,
        sources,
        ports,
        settings.defaults(),
        settings.second_look(),
        settings.freshness(),
        Backpressure(settings.backpressure_records),
        random.random,
    )


def source_factory(settings: PollerSettings) -> SourceFactory:
    """Makes the adapter that an account's protocol needs."""
    contexts = Contexts(settings.tls_ca_file)
    timeout_s, limit = settings.server_timeout_s, settings.max_message_size

    def make(account: PolledAccount, login: Login, book: UidlBook) -> WalkedSource:
        if account.protocol == "pop3":
            return Pop3Source(login, contexts, book, timeout_s=timeout_s, max_message_bytes=limit)
        return ImapSource(login, contexts, timeout_s=timeout_s, max_message_bytes=limit)

    return make


def _share(
    places: Places, limit: int | None, accounts: Mapping[AccountId, PolledAccount], held: Collection[AccountId]
) -> None:
    places.share(host_shares({each: account.host.lower() for each, account in accounts.items()}, held, limit))


def _start(
    context: PollerContext, importer: Callable[..., Importer], account: PolledAccount, lease: Lease, wake: Wake
) -> asyncio.Task[None]:
    loop = _lived(AccountLoop(account, lease, wake, context), account, context)
    beside = importer(account=account, leased=LeasedAccount(context.pool, account.id, lease), wake=wake)
    return asyncio.create_task(both(loop, beside.run(), account.label), name=account.label)


async def _lived(loop: AccountLoop, account: PolledAccount, context: PollerContext) -> None:
    """A loop begins anew whenever its account was changed."""
    with contextlib.suppress(TransientError):  # until next time: what is not wanted is not done either way
        await give_up_others(context.pool, account.id, account.after_fetch.action)
    await loop.run()
