"""How an account's polls ended: in its log, its health, the metrics, and a line."""

import logging
from dataclasses import dataclass

from services.poller.domain.due import NextPoll
from services.poller.domain.failures import AccountHealth, HealthState
from services.poller.domain.tally import Tally
from services.poller.polling.poll import Poll
from services.poller.store.leased import LeasedAccount
from services.poller.store.poll_log import finish
from shared import metrics
from shared.clock import Clock
from shared.errors import TransientError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One account's; `poll` is None where none came about."""

    label: str
    leased: LeasedAccount
    clock: Clock

    async def went_well(self, poll: Poll, next_poll: NextPoll) -> None:
        """To its end."""
        await self._finish(poll, "", AccountHealth(HealthState.OK), next_poll)
        metrics.POLLS.labels("ok").inc()
        metrics.ACCOUNTS.good(self.leased.id)
        if messages := poll.tally.processed:
            logger.info("%s: %d messages fetched", self.label, messages)

    async def failed(self, poll: Poll | None, health: AccountHealth, next_poll: NextPoll) -> None:
        """Its server failed, or let nothing be fetched."""
        kind = str(health.kind)
        logger.info("%s", health.reason)
        metrics.POLLS.labels(kind).inc()
        metrics.ACCOUNTS.failed(self.leased.id, health.state, kind)
        await self._finish(poll, health.reason, health, next_poll)

    async def interrupted(self, poll: Poll | None, error: TransientError, next_poll: NextPoll) -> None:
        """Kafka, PostgreSQL or the blob store is away, which says nothing about the account's health."""
        logger.warning("%s: the poll stopped: %s", self.label, error)
        metrics.POLLS.labels("interrupted").inc()
        await self._finish(poll, str(error), None, next_poll)

    async def _finish(self, poll: Poll | None, error: str, health: AccountHealth | None, next_poll: NextPoll) -> None:
        tally = poll.tally if poll is not None else Tally(self.clock.now())
        await finish(self.leased, tally, error, health, next_poll)
