"""Asking again for the messages that could not be had."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.poller.domain import retry
from services.poller.domain.copies import Cursor, GapReason, Listed
from services.poller.domain.failures import FailureKind
from services.poller.domain.retry import Attempt, GapEnd, OpenGap
from services.poller.polling.poll import PollPorts
from services.poller.polling.sealing import Fetched
from services.poller.ports import CopyRefusedError, Gaps, MailSource, SourceFailedError
from services.poller.store.accounts import PolledAccount
from shared import metrics
from shared.crash import CrashPoint, crash_point

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GapRetry:
    """The due gaps of one folder at a time, each fetched alone, because any of them may cost the connection."""

    account: PolledAccount
    source: MailSource
    gaps: Gaps
    ports: PollPorts
    first_retry_s: float
    jitter: retry.Jitter

    async def run(self, cursor: Cursor, due: Sequence[OpenGap]) -> None:
        """`due` are gaps of the cursor's folder, which is open. Raises SourceFailedError once the session is over."""
        listed = {copy.uid: copy for copy in await self.source.listed([gap.uid for gap in due])}
        absent = [gap.uid for gap in due if gap.uid not in listed]
        there = await self.source.may_exist(absent) if absent else ()
        for gap in due:
            copy = listed.get(gap.uid)
            if copy is not None:
                await self._listed(cursor, gap, copy)
                continue
            became = retry.absent(gap, may_exist=gap.uid in there, first_s=self.first_retry_s, jitter=self.jitter())
            await (self._tried(gap, became) if isinstance(became, Attempt) else self._end(gap, became, cursor))

    async def _listed(self, cursor: Cursor, gap: OpenGap, copy: Listed) -> None:
        if copy.size_bytes > self.ports.max_message_bytes:
            said = f"over EMAIL_MAX_MESSAGE_SIZE ({self.ports.max_message_bytes} bytes)"
            await self._not_had(gap, copy, GapReason.TOO_BIG, said)
            return
        try:
            async with self.ports.fetch_slot:
                began_at = self.ports.clock.now()
                raws = await self.source.fetch([copy])
                if copy.uid in raws:
                    await self._read(cursor, gap, Fetched(copy, raws[copy.uid]), began_at)
                    return
            await self._not_had(gap, copy, GapReason.REFUSED, "it lists the message and answers without it")
        except CopyRefusedError as refused:
            await self._not_had(gap, copy, GapReason.REFUSED, refused.said)
        except SourceFailedError as error:
            if error.failure.kind is not FailureKind.QUOTA:  # which is about time, not about this copy
                await self._not_had(gap, copy, GapReason.DROPPED, error.failure.happened)
            raise

    async def _read(self, cursor: Cursor, gap: OpenGap, found: Fetched, began_at: datetime) -> None:
        sifted = await self.ports.canaries.sift(self.account, cursor, [found])
        if sifted.canaries:
            await self._end(gap, GapEnd.CANARY, cursor, found.copy)
            return
        events = await self.ports.sealer.events(self.account, cursor, [found])
        await self.ports.hand_on(self.account, cursor, events, began_at)
        crash_point(CrashPoint.POLLER_AFTER_GAP_PUBLISHED)
        await self._end(gap, GapEnd.READ if events else GapEnd.ERASED, cursor, found.copy)

    async def _end(self, gap: OpenGap, end: GapEnd, cursor: Cursor, copy: Listed | None = None) -> None:
        await self.gaps.end(gap, end, cursor, copy)
        metrics.GAPS_CLOSED.labels(end).inc()
        logger.info("%s: the gap at UID %d of %s is closed: %s", self.account.label, gap.uid, gap.folder, end)

    async def _not_had(self, gap: OpenGap, copy: Listed, reason: GapReason, said: str) -> None:
        attempt = retry.not_had(
            gap, reason, said, first_s=self.first_retry_s, jitter=self.jitter(), size_bytes=copy.size_bytes
        )
        await self._tried(gap, attempt)

    async def _tried(self, gap: OpenGap, attempt: Attempt) -> None:
        await self.gaps.tried(gap, attempt)
        what = "is not asked for again" if attempt.next_try_s is None else f"again in {attempt.next_try_s:.0f} s"
        logger.info(
            "%s: UID %d of %s, attempt %d: %s (%s): %s",
            *(self.account.label, gap.uid, gap.folder, gap.attempts + 1, attempt.reason, attempt.detail, what),
        )
