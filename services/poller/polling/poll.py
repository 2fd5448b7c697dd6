"""One poll of one account: plan → list → fetch → seal → publish → move the cursor (DESIGN §3)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.poller.allowance import Allowance
from services.poller.domain import failures, plan
from services.poller.domain.after_fetch import PlannedCommand, planned
from services.poller.domain.copies import Cursor, FolderState, Gap, GapReason, Listed, Passed
from services.poller.domain.frequency import Found
from services.poller.domain.plan import Window
from services.poller.domain.prefix import settled_prefix
from services.poller.domain.tally import Tally
from services.poller.polling.canaries import Canaries
from services.poller.polling.fetching import Fetcher
from services.poller.polling.sealing import Sealer
from services.poller.polling.spans import NO_SPANS, FetchSpans
from services.poller.ports import Cursors, MailSource, NotShownError, SourceFailedError
from services.poller.store.accounts import PolledAccount
from shared import metrics
from shared.clock import Clock
from shared.crash import CrashPoint, crash_point
from shared.events import Event, RawFetched

WINDOW_UIDS = 200
LEAST_WINDOW_UIDS = 20
BATCH_BYTES = 8 * 1024 * 1024
MOST_NOT_SHOWN = 20_000
"""So many uids a poll passes window by window where a server counts more messages than it shows. Past them it goes
where a search leads; the server's own list is held against the cursor later."""
MOST_NOT_SHOWN_GAPS = 500
"""So many of them become gaps: a server that counts one message too many for ever would make one of every hole."""


@dataclass(frozen=True, slots=True)
class PollPorts:
    """What every poll of this process works with; `fetch_slot` bounds the batches in memory."""

    sealer: Sealer
    publish: Callable[[Iterable[Event]], Awaitable[None]]
    clock: Clock
    fetch_slot: AbstractAsyncContextManager[object]
    max_message_bytes: int
    write_down: Callable[[Sequence[PlannedCommand]], Awaitable[None]]
    canaries: Canaries
    spans: FetchSpans = NO_SPANS

    async def hand_on(
        self, account: PolledAccount, cursor: Cursor, events: Mapping[int, RawFetched], began_at: datetime
    ) -> None:
        """Published, and what the account wants done on its server is written down: it waits until they are stored.

        `began_at`: when they were asked for.
        """
        with self.spans.publishing(list(events.values()), began_at):
            await self.publish(events.values())
        await self.write_down(planned(account.after_fetch, cursor, events.items()))


class Poll:
    """At most `limit` messages of all folders.

    `tally`, `canaries`, `has_more`, `has_gaps` tell how it went, also after a failure.

    `is_careful` (after a failure) fetches one by one, so that a copy that kills the connection is found.
    """

    def __init__(
        self,
        account: PolledAccount,
        source: MailSource,
        cursors: Cursors,
        ports: PollPorts,
        *,
        allowance: Allowance,
        limit: int,
        is_careful: bool,
    ) -> None:
        self._account = account
        self._source = source
        self._cursors = cursors
        self._ports = ports
        self._allowance = allowance
        self._limit = limit
        self._fetcher = Fetcher(
            source, cursors, account.server, max_message_bytes=ports.max_message_bytes, is_careful=is_careful
        )
        self._first_uid = 0
        self._not_shown_uids = 0
        self.tally = Tally(ports.clock.now())
        self.canaries = 0
        self.has_more = False
        self.has_gaps = False

    @property
    def has_found(self) -> Found:
        """How much."""
        if not self.tally.found:
            return Found.NOTHING
        return Found.FULL if self._left() == 0 else Found.SOME

    async def run(self) -> None:
        """Raises SourceFailedError, BudgetUsedError, TransientError or LeaseLostError; what was settled stays so."""
        first, *others = self._account.folders
        for folder in (first, *others, *([first] if others else [])):  # the first again: it stays open for push
            await self._folder(folder)

    async def _folder(self, folder: str) -> None:
        state = await self._source.examine(folder)
        stored = await self._cursor(folder, state)
        cursor = stored
        self._first_uid = stored.last_uid + 1
        while (window := plan.next_window(cursor.last_uid, state.uidnext, self._width())) is not None:
            if self._left() == 0:
                self.has_more = True
                break
            stored, cursor = await self._window(stored, cursor, window, state)
        if cursor.last_uid > stored.last_uid:
            self.tally = await self._cursors.settle(cursor, Passed(self._first_uid), (), self.tally)

    async def _cursor(self, folder: str, state: FolderState) -> Cursor:
        known = await self._cursors.cursor(folder)
        state = state if known is None else await self._renumbered(known, state)
        if known is None:
            since = self._ports.clock.now() - timedelta(days=self._account.initial_history_days)
            has_history = self._account.initial_history_days > 0
            cursor = plan.baseline(
                folder, state, await self._source.first_uid(1, since) if has_history else None, since
            )
        elif known.uidvalidity != state.uidvalidity:
            cursor = plan.reseeded(known, state, await self._source.first_uid(1, known.history_since))
        elif known.activation != self._account.activation:
            cursor = plan.reactivated(known, state)
        else:
            return known
        cursor = replace(cursor, activation=self._account.activation)
        await self._cursors.begin(cursor)
        return cursor

    async def _renumbered(self, known: Cursor, state: FolderState) -> FolderState:
        """The state as cursors know it; a UIDNEXT that is only said too low begins nothing anew."""
        renumbered = plan.renumbered(known, state)
        is_anew = renumbered.uidvalidity not in (known.uidvalidity, state.uidvalidity)
        if is_anew and (above := await self._source.first_uid(state.uidnext)) is not None:
            what = f"UIDNEXT {state.uidnext} of {known.folder}, and it shows UID {above}"
            raise SourceFailedError(failures.broken_answer(self._account.server, what))
        return renumbered

    async def _window(
        self, stored: Cursor, cursor: Cursor, window: Window, state: FolderState
    ) -> tuple[Cursor, Cursor]:
        try:
            listed = await self._source.listing(window.first, window.last)
        except NotShownError as late:
            if late.uids[0] > window.first:
                return await self._window(stored, cursor, replace(window, last=late.uids[0] - 1), state)
            await self._not_shown(cursor, late)
            listed = late.listed
            if not listed and self._not_shown_uids <= MOST_NOT_SHOWN:
                return stored, plan.advanced(cursor, window.last)  # a search is as little to be believed
        if not listed:
            following = await self._source.first_uid(window.last + 1) if window.last + 1 < state.uidnext else None
            return stored, plan.advanced(cursor, min(following or state.uidnext, state.uidnext) - 1)
        wanted = [copy for copy in listed if plan.is_wanted(cursor, copy)]
        taken = wanted[: self._left()]
        end = window.last if len(taken) == len(wanted) else taken[-1].uid
        async for batch in self._allowance.batches(taken, BATCH_BYTES):
            async with self._ports.fetch_slot:
                cursor = stored = await self._batch(cursor, batch, end if batch[-1] is taken[-1] else batch[-1].uid)
        return stored, plan.advanced(cursor, end)

    async def _not_shown(self, cursor: Cursor, late: NotShownError) -> None:
        """What is counted and not listed yet is waited for a little, then it is a gap, so that the rest comes."""
        times = await self._cursors.count_refusal(cursor, late.uids[0])
        if not self._not_shown_uids and plan.is_waited_for(times):
            server = self._account.server
            raise SourceFailedError(failures.not_shown(server, cursor.folder, late.uids[0], late.said))
        left = max(0, MOST_NOT_SHOWN_GAPS - self._not_shown_uids)
        gaps = [Gap(uid, GapReason.NOT_SHOWN, 0, late.said) for uid in late.uids[:left]]
        self._count(0, [], gaps)
        self._not_shown_uids += len(late.uids)
        self.tally = await self._cursors.settle(cursor, Passed(self._first_uid), gaps, self.tally)

    async def _batch(self, cursor: Cursor, batch: Sequence[Listed], end: int) -> Cursor:
        began_at = self._ports.clock.now()
        got = await self._fetcher.fetch(cursor, batch)
        crash_point(CrashPoint.POLLER_AFTER_FETCH)
        sifted = await self._ports.canaries.sift(self._account, cursor, got.fetched)
        self.canaries += len(sifted.canaries)
        events = await self._ports.sealer.events(self._account, cursor, sifted.mail)
        erased = [
            Gap(item.copy.uid, GapReason.ERASED, item.copy.size_bytes, "this mail was erased from Mailweave")
            for item in sifted.mail
            if item.copy.uid not in events
        ]
        await self._ports.hand_on(self._account, cursor, events, began_at)
        crash_point(CrashPoint.POLLER_AFTER_ACKNOWLEDGEMENT)
        lost = [*got.gaps, *erased]
        gaps = [*lost, *sifted.canaries]
        last = settled_prefix([copy.uid for copy in batch], {*events, *(gap.uid for gap in gaps)}, end)
        moved = plan.advanced(cursor, last) if last is not None else cursor
        self._count(len(batch) - len(sifted.canaries), [event.size_bytes for event in events.values()], lost)
        if last is not None or gaps:
            passed = Passed(self._first_uid, batch, got.fetched_bytes)
            self.tally = await self._cursors.settle(moved, passed, gaps, self.tally)
        if got.failure is not None:
            raise got.failure
        return moved

    def _width(self) -> int:
        """Not much wider than what may still be taken: what is listed beyond that is listed again."""
        return min(WINDOW_UIDS, max(self._left(), LEAST_WINDOW_UIDS))

    def _left(self) -> int:
        return max(0, self._limit - self.tally.found)

    def _count(self, found: int, sizes: Sequence[int], gaps: Sequence[Gap]) -> None:
        self.tally = replace(
            self.tally,
            found=self.tally.found + found,
            processed=self.tally.processed + len(sizes),
            size_bytes=self.tally.size_bytes + sum(sizes),
        )
        metrics.MESSAGES_FOUND.inc(found)
        metrics.MESSAGES_PROCESSED.inc(len(sizes))
        metrics.FETCHED_BYTES.inc(sum(sizes))
        self.has_gaps = self.has_gaps or bool(gaps)
        for gap in gaps:
            metrics.FETCH_GAPS.labels(gap.reason).inc()
