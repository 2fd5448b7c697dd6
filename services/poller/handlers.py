"""What is asked of the poller: written down for whoever holds the account's lease, or done where no lease is needed."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from shared.events import ConnectivityRequested, Event, ImportRequested, MailboxRequested, PollRequested

logger = logging.getLogger(__name__)


async def on_poll_requested(
    events: Sequence[PollRequested], *, write_down: Callable[[Sequence[PollRequested]], Awaitable[None]]
) -> Sequence[Event]:
    """The next look at the table by the account's holder polls it."""
    await write_down(events)
    return ()


async def on_mailbox_requested(
    events: Sequence[MailboxRequested], *, write_down: Callable[[Sequence[MailboxRequested]], Awaitable[Sequence[str]]]
) -> Sequence[Event]:
    """Each command once, however often it comes; one without permission is refused and said so."""
    for event, why_not in zip(events, await write_down(events), strict=True):
        if why_not:
            logger.warning("account %d: %s of UID %d %s", event.account_id, event.action, event.uid, why_not)
    return ()


async def on_import_requested(
    events: Sequence[ImportRequested], *, write_down: Callable[[Sequence[ImportRequested]], Awaitable[None]]
) -> Sequence[Event]:
    """The next look at the table by the account's holder takes it up, or leaves off with it."""
    await write_down(events)
    return ()


async def on_connectivity_requested(
    events: Sequence[ConnectivityRequested],
    *,
    check: Callable[[ConnectivityRequested], Coroutine[object, object, None]],
    start: Callable[[Coroutine[object, object, None]], Awaitable[None]],
) -> Sequence[Event]:
    """Has the incoming servers tried, without waiting: one that is silent must not keep the next account waiting."""
    for event in events:
        if event.test_type in ("all", "incoming"):
            await start(check(event))
    return ()
