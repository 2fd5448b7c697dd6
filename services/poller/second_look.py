"""Beside an account's polls: gaps are asked for again, and the server's own list is held against what was read.

It has a connection of its own, so that no mail waits for it, and looks only while polls succeed, so that a server that
is down or refuses the login is not asked twice. A POP3 session locks the mailbox (RFC 1939 §4): there it takes turns.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

from services.poller.allowance import Allowance, allowance_of
from services.poller.context import PollerContext
from services.poller.domain import plan, retry
from services.poller.domain.backoff import Backoff
from services.poller.domain.copies import Cursor
from services.poller.domain.failures import FailureKind
from services.poller.domain.freshness import Glimpse
from services.poller.domain.retry import OpenGap
from services.poller.freshness import Freshness
from services.poller.polling.retrying import GapRetry
from services.poller.polling.witness import Witness
from services.poller.ports import MailSource, SourceFailedError
from services.poller.seats import Use
from services.poller.store.accounts import PolledAccount
from services.poller.store.cursors import CursorStore
from services.poller.store.gaps import GapStore
from services.poller.store.leased import LeasedAccount
from services.poller.store.witness import WitnessStore
from shared import metrics
from shared.errors import TransientError

MOST_GAPS = 50
"""Gaps of a folder that one look asks for; the next look follows."""
LEAST_REST_S = 1.0
TOLD_WITHIN_S = 3.0
"""What a fresh connection shows an open one has told by then, or it does not tell it."""
LONGEST_WAIT_S = 3600.0
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class SecondLook:
    """One account's. `mailbox` is held while a session must be the only one."""

    account: PolledAccount
    leased: LeasedAccount
    cursors: CursorStore
    context: PollerContext
    mailbox: contextlib.AbstractAsyncContextManager[object]
    freshness: Freshness
    _is_well: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _is_asked: bool = False
    _earlier: float = 0.0
    _backoff: Backoff = field(default_factory=Backoff)
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        self._earlier = self.context.jitter() / 4

    def polled(self, *, is_well: bool, has_gaps: bool) -> None:
        """How the last poll went."""
        if has_gaps:
            self._changed.set()
        if is_well:
            self._is_well.set()
        else:
            self._is_well.clear()

    def ask(self) -> None:
        """Somebody wants the server's list to be compared now."""
        self._is_asked = True
        self._changed.set()

    async def run(self) -> None:
        """Until it is cancelled. Raises LeaseLostError when another process has taken over."""
        while True:
            try:
                await self._until_due()
                await self._look()
            except SourceFailedError as error:
                self._rest(error.failure.kind, error.failure.wait_s)
                logger.warning("%s", error.failure.line(f"{self.account.label}, second look"))
            except TransientError as error:
                self._rest(FailureKind.NETWORK)
                logger.warning("%s: the second look stopped: %s", self.account.label, error)
            else:
                self._backoff = Backoff()
                self._not_before = self.context.ports.clock.monotonic() + LEAST_REST_S

    async def _until_due(self) -> None:
        while True:
            await self._is_well.wait()
            self._changed.clear()
            due_in_s = max(await self._due_in_s(), self._not_before - self.context.ports.clock.monotonic())
            if due_in_s <= 0:
                return
            if not self.account.auto_polling_enabled:
                self._is_well.clear()  # nobody wants connections that were not asked for
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(due_in_s, LONGEST_WAIT_S)):
                    await self._changed.wait()

    async def _due_in_s(self) -> float:
        if self.context.backpressure.is_on:
            return LEAST_REST_S
        if self._is_asked:
            return 0.0
        gap_in_s = await GapStore(self.leased).due_in_s(self.account.folders)
        witness_in_s = min(await self._witness_in_s(), self.freshness.due_in_s())
        if gap_in_s is None:
            return witness_in_s
        return min(max(gap_in_s, await self._allowance.frees_in_s()), witness_in_s)

    async def _witness_in_s(self) -> float:
        interval_s = self.context.second_look.witness_interval_s * (1 - self._earlier)
        return interval_s - await self._witness_store().looked_s_ago()

    async def _look(self) -> None:
        if self.freshness.due_in_s() > 0:
            await self._look_through(wants_glimpse=False)
            return
        try:
            glimpse = await self._look_through(wants_glimpse=True)
        except SourceFailedError as error:
            self.freshness.could_not_look(error.failure)
            raise
        await asyncio.sleep(TOLD_WITHIN_S)
        self.freshness.looked(glimpse)

    async def _look_through(self, *, wants_glimpse: bool) -> Glimpse:
        session = self.context.sources.session(self.account, self.cursors, Use.SECOND_LOOK)
        async with self.mailbox, session as opened:
            source = opened.source
            if self._is_asked or await self._witness_in_s() <= 0:
                await self._witness(source)
            states = {folder: await source.glance(folder) for folder in self.account.folders if wants_glimpse}
            for folder in self.account.folders:
                if await self._allowance.frees_in_s() > 0:
                    break
                if due := await GapStore(self.leased).due(folder, MOST_GAPS):
                    await self._retry(source, folder, due)
        return Glimpse(states)

    async def _witness(self, source: MailSource) -> None:
        store = self._witness_store()
        try:
            testimony = await Witness(self.account, source, store).run()
        except SourceFailedError as error:
            metrics.WITNESS_LOOKS.labels(error.failure.kind).inc()
            await store.failed(error.failure.happened)
            raise
        await store.looked(testimony)
        metrics.WITNESS_LOOKS.labels("ok").inc()
        self._is_asked = False

    @property
    def _allowance(self) -> Allowance:
        return allowance_of(self.account, self.leased)

    def _witness_store(self) -> WitnessStore:
        return WitnessStore(self.leased, self.account.protocol == "pop3", self.context.second_look.gap_retry_s)

    async def _retry(self, source: MailSource, folder: str, due: list[OpenGap]) -> None:
        context, first_s = self.context, self.context.second_look.gap_retry_s
        cursor = await self.cursors.cursor(folder)
        state = await source.examine(folder)
        if cursor is None or not self._is_same(cursor, plan.renumbered(cursor, state).uidvalidity, due):
            for gap in due:  # the next poll begins the folder anew, which ends these gaps
                said = "the folder's UIDVALIDITY is another one just now"
                attempt = retry.not_had(gap, gap.reason, said, first_s=first_s, jitter=context.jitter())
                await GapStore(self.leased).tried(gap, attempt)
            return
        again = GapRetry(self.account, source, GapStore(self.leased), context.ports, first_s, context.jitter)
        await again.run(cursor, due)

    @staticmethod
    def _is_same(cursor: Cursor, uidvalidity: int, due: list[OpenGap]) -> bool:
        return {cursor.uidvalidity} == {uidvalidity, *(gap.uidvalidity for gap in due)}

    def _rest(self, kind: FailureKind, asked_s: float = 0.0) -> None:
        now = self.context.ports.clock.monotonic()
        longest_s = self.context.longest_rest_s(kind)
        self._backoff = self._backoff.failed(kind, now, self.context.jitter(), longest_s, asked_s)
        self._not_before = self._backoff.resumes_at()
