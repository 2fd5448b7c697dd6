"""What is asked of the poller: written down for whoever holds the account's lease, or done where no lease is needed."""

import asyncio
import logging
from collections.abc import Sequence

from services.poller.checks import Checker
from services.poller.requests import add_commands, ask_polls, refusal
from shared.events import ConnectivityRequested, Event, MailboxRequested, PollRequested
from shared.postgres.sessions import Pool

logger = logging.getLogger(__name__)


async def on_poll_requested(events: Sequence[PollRequested], *, pool: Pool) -> Sequence[Event]:
    """The next look at the table by the account's holder polls it."""
    await ask_polls(pool, events)
    return ()


async def on_mailbox_requested(events: Sequence[MailboxRequested], *, pool: Pool) -> Sequence[Event]:
    """Each command once, however often it comes; one without permission is refused and said so."""
    await add_commands(pool, events)
    for event in events:
        if why_not := refusal(event):
            logger.warning("account %d: %s of UID %d %s", event.account_id, event.action, event.uid, why_not)
    return ()


async def on_connectivity_requested(events: Sequence[ConnectivityRequested], *, checker: Checker) -> Sequence[Event]:
    """Tries the incoming servers, all at once."""
    await asyncio.gather(*(checker.check(event) for event in events if event.test_type in ("all", "incoming")))
    return ()
