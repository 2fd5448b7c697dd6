"""Puts the sender together; the only file that names concrete adapters."""

import asyncio
import socket
from functools import partial
from uuid import uuid4

from services.sender.account_worker import AccountWorker, Limits
from services.sender.checks import Checker
from services.sender.deliver import Deliverer
from services.sender.domain.client_name import is_full_name
from services.sender.domain.guard import Caps
from services.sender.domain.retry import RetryPolicy
from services.sender.grouping import OutcomeGroups
from services.sender.handlers import on_cancel_requested, on_connectivity_requested, on_send_messages
from services.sender.ports import SmtpConnector
from services.sender.publishing import Outbox
from services.sender.queue_watch import EVERY_S, look_at_queue
from services.sender.settings import SenderSettings
from services.sender.smtp.connect import AioSmtpConnector
from services.sender.smtp.password_places import PasswordConnector
from services.sender.smtp.tokens import TokenConnector
from services.sender.spans import SendSpans
from services.sender.store import (
    AttemptStore,
    CancelStore,
    CheckStore,
    IntakeStore,
    OutboxStore,
    OutcomeStore,
    SendingAccounts,
)
from services.sender.store.canaries import forget_canaries
from services.sender.work import Sender
from shared.blobs import SPACE_EVERY_S, BlobStore, look_at_space
from shared.errors import ConfigurationError
from shared.events.topics import CANCEL_REQUESTED, CONNECTIVITY_REQUESTED, OUTBOUND
from shared.oauth.endpoint import TokenEndpoint
from shared.oauth.tokens import Tokens, token_claimant
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant
from shared.postgres.sessions import Pool
from shared.seal import Vault
from shared.secret_references.resolver import resolver_of
from shared.service.run import Run
from shared.service.tasks import Tasks

COMMIT_MARGIN_S = 2.0
MOST_CHECKS = 64
FORGET_EVERY_S = 3600.0


async def build(run: Run[SenderSettings]) -> None:
    """Wires consumers and the worker."""
    settings = run.settings
    if settings.generation != 0:
        raise ConfigurationError("the sender has no part in a replay: start it without EMAIL_GENERATION")
    pool = await run.database()
    vault = Vault(settings.secret_key)
    accounts = SendingAccounts(pool, vault)
    connector = await _connector(run, pool, vault)
    wake = asyncio.Event()
    caps = Caps(settings.auto_reply_per_recipient_hour, settings.auto_reply_per_thread, settings.auto_reply_max_age_s)
    take_in = partial(
        on_send_messages, ledger=IntakeStore(pool, vault), accounts=accounts, clock=run.clock, caps=caps, wake=wake
    )
    checker = Checker(accounts, CheckStore(pool), connector, run.clock)
    tests = await run.enter(Tasks("connectivity test", MOST_CHECKS))
    run.consume(OUTBOUND, take_in)
    cancels = CancelStore(pool)
    run.consume(CANCEL_REQUESTED, partial(on_cancel_requested, cancels=cancels, wake=wake))
    run.consume(CONNECTIVITY_REQUESTED, partial(on_connectivity_requested, check=checker.check, start=tests.start))
    sender = _sender(run, pool, vault, accounts, connector, wake)
    run.every("queue", EVERY_S, partial(look_at_queue, pool, run.clock), is_vital=False)
    run.every("space for blobs", SPACE_EVERY_S, partial(look_at_space, settings.blob_url), is_vital=False)
    run.every("old canaries", FORGET_EVERY_S, partial(forget_canaries, pool), is_vital=False)
    run.background("sending", partial(sender.run, run.stopping), drains=True)


async def _connector(run: Run[SenderSettings], pool: Pool, vault: Vault) -> SmtpConnector:
    """With the access token, or with the password that lies elsewhere, where the account has one."""
    settings = run.settings
    ca_file, resolver = settings.tls_ca_file, resolver_of(settings, settings.tls_ca_file)
    plain = AioSmtpConnector(
        settings.smtp_timeout_s, settings.smtp_data_timeout_s, ca_file, await _client_name(settings)
    )
    tokens = Tokens(pool, vault, TokenEndpoint(ca_file).ask, token_claimant(uuid4()), run.clock, resolver)
    return TokenConnector(PasswordConnector(plain, resolver), tokens)


async def _client_name(settings: SenderSettings) -> str:
    """Asked of the resolver, which may take its time, once."""
    name = settings.smtp_client_name
    if name and not is_full_name(name):
        raise ConfigurationError(f"EMAIL_SMTP_CLIENT_NAME {name!r} is no full domain name: give one, or leave it out")
    return name or await asyncio.to_thread(socket.getfqdn)


def _sender(
    run: Run[SenderSettings],
    pool: Pool,
    vault: Vault,
    accounts: SendingAccounts,
    connector: SmtpConnector,
    wake: asyncio.Event,
) -> Sender:
    settings = run.settings
    policy = RetryPolicy(settings.max_retry_attempts, settings.retry_base_s, settings.send_give_up_s)
    ledger, spans = AttemptStore(pool, vault), SendSpans(run.tracing)
    # While it is renewed, a lease has always more left than DATA may take, and a take-over waits for the rest of it.
    ttl_s = settings.lease_ttl_s + settings.smtp_data_timeout_s
    leases = HeldLeases(pool, Claimant("sender", uuid4(), ttl_s, COMMIT_MARGIN_S), run.clock)
    worker = AccountWorker(
        ledger,
        accounts,
        Outbox(OutboxStore(pool, vault), run.publisher, BlobStore(settings.blob_url), spans),
        connector,
        _deliverer(run, pool, ledger, policy, spans),
        leases,
        CancelStore(pool),
        Limits(settings.smtp_connections_per_account, policy),
    )
    return Sender(
        ledger,
        worker,
        leases,
        wake=wake,
        poll_s=settings.sender_poll_s,
        renew_s=settings.lease_ttl_s / 3,
        idle_s=settings.smtp_idle_s,
        health=run.health,
    )


def _deliverer(
    run: Run[SenderSettings], pool: Pool, ledger: AttemptStore, policy: RetryPolicy, spans: SendSpans
) -> Deliverer:
    groups = OutcomeGroups(OutcomeStore(pool))
    return Deliverer(ledger, groups, policy, run.settings.smtp_data_timeout_s, run.clock.now, spans)
