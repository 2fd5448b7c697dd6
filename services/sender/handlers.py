"""What the sender does with the records it consumes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from services.sender.domain.guard import Caps
from services.sender.domain.intake import entry
from services.sender.store.accounts import SendingAccounts
from services.sender.store.cancel import CancelStore
from services.sender.store.intake import IntakeStore
from shared import metrics
from shared.clock import Clock
from shared.events import CancelRequested, ConnectivityRequested, Event, SendKind, SendMessage
from shared.kafka.in_hand import written_at
from shared.tracing.current import traceparent_of

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
    entries = [
        entry(request, known_accounts.get(request.account_id), now, written_at(request), traceparent_of(request))
        for request in reversed(new.values())
    ]
    for refused in await ledger.record(entries, caps):
        logger.warning(
            "send %s of account %d is %s: %s", refused.send_id, refused.account_id, refused.state, refused.reason
        )
        if refused.kind is not SendKind.CANARY:
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
    check: Callable[[ConnectivityRequested], Coroutine[object, object, None]],
    start: Callable[[Coroutine[object, object, None]], Awaitable[None]],
) -> Sequence[Event]:
    """Has the SMTP servers tried, without waiting: one that is silent must not keep the next account waiting."""
    for request in requests:
        if request.test_type in ("all", "smtp"):
            await start(check(request))
    return ()
