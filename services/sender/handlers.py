"""What the sender does with the records it consumes."""

import asyncio
import logging
from collections.abc import Sequence

from services.sender.domain.guard import Caps
from services.sender.domain.intake import entry
from services.sender.ports import ConnectionLostError, ServerFaultError, SmtpConnector
from services.sender.store.accounts import SendingAccounts
from services.sender.store.cancel import CancelStore
from services.sender.store.checks import Check, CheckStore
from services.sender.store.intake import IntakeStore
from shared import metrics
from shared.clock import Clock
from shared.events import CancelRequested, ConnectivityRequested, Event, SendMessage

ASKED_FOR = "cancelled: somebody asked for it"
logger = logging.getLogger(__name__)


async def on_send_messages(
    requests: Sequence[SendMessage],
    *,
    ledger: IntakeStore,
    accounts: SendingAccounts,
    clock: Clock,
    caps: Caps,
    wake: asyncio.Event,
) -> Sequence[Event]:
    """Into the ledger, once by send_id; what is refused is a row with its reason, and a line."""
    unknown = await ledger.unknown({request.send_id for request in requests})
    new = {request.send_id: request for request in reversed(requests) if request.send_id in unknown}
    known_accounts = await accounts.known({request.account_id for request in new.values()})
    now = clock.now()
    entries = [entry(request, known_accounts.get(request.account_id), now) for request in reversed(new.values())]
    for refused in await ledger.record(entries, caps):
        logger.warning(
            "send %s of account %d is %s: %s", refused.send_id, refused.account_id, refused.state, refused.reason
        )
        metrics.SENDS.labels(refused.state).inc()
    wake.set()
    return ()


async def on_cancel_requested(
    requests: Sequence[CancelRequested], *, cancels: CancelStore, wake: asyncio.Event
) -> Sequence[Event]:
    """What still waits is not sent. A send that is on the wire goes on, and says so."""
    for request in requests:
        cancelled = await cancels.cancel(request.account_id, request.send_id, ASKED_FOR)
        if cancelled:
            metrics.SENDS.labels("cancelled").inc(cancelled)
        else:
            logger.warning("send %s of account %d did not wait any more", request.send_id, request.account_id)
    wake.set()
    return ()


async def on_connectivity_requested(
    requests: Sequence[ConnectivityRequested],
    *,
    accounts: SendingAccounts,
    checks: CheckStore,
    connector: SmtpConnector,
    clock: Clock,
) -> Sequence[Event]:
    """Connects, logs in, says NOOP, and writes down what came of it."""

    async def check(request: ConnectivityRequested) -> None:
        problem = await _smtp_problem(request, accounts, connector)
        message = problem or "SMTP: connected and logged in"
        result = Check(request.check_id, request.account_id, ok=problem is None, message=message, at=clock.now())
        await checks.record(result)

    await asyncio.gather(*(check(request) for request in requests if request.test_type in ("all", "smtp")))
    return ()


async def _smtp_problem(
    request: ConnectivityRequested, accounts: SendingAccounts, connector: SmtpConnector
) -> str | None:
    account = (await accounts.known([request.account_id])).get(request.account_id)
    if account is None:
        return f"account {request.account_id} does not exist"
    try:
        connection = await connector.connect(await accounts.server_of(account))
    except ServerFaultError as error:
        return str(error)
    try:
        await connection.check()
    except ConnectionLostError as error:
        return str(error)
    finally:
        await connection.close()
    return None
