"""One folder of an import, window by window, oldest first: list, leave out the known, fetch, publish, settle."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from services.poller.allowance import Allowance
from services.poller.domain import imports, plan
from services.poller.domain.copies import Cursor, Gap, GapReason, Listed
from services.poller.domain.imports import Counts, ImportFolder, ImportJob, Rate
from services.poller.domain.prefix import settled_prefix
from services.poller.importing.feed import Feed
from services.poller.polling.fetching import Fetcher
from services.poller.polling.poll import BATCH_BYTES, WINDOW_UIDS, PollPorts
from services.poller.ports import MailSource, NotShownError
from services.poller.sources import Session
from services.poller.store.accounts import PolledAccount
from services.poller.store.imports import ImportStore
from shared import metrics
from shared.crash import CrashPoint, crash_point
from shared.errors import MailweaveError
from shared.events import Effects

A_DAY = timedelta(days=1)
GIVES_WAY = "it lets others have its connection to the server, of which there are few, and goes on when one is free"


class NotYetError(MailweaveError):
    """The folder cannot be walked before something else has happened; says what."""


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """What every import of this process works with; `slot` bounds its batches in memory, beside those of live polls."""

    poll: PollPorts
    feed: Feed
    slot: AbstractAsyncContextManager[object]


@dataclass(frozen=True, slots=True)
class _Refusals:
    """ports.Refusals of a folder of a job."""

    store: ImportStore
    job: ImportJob
    folder: ImportFolder

    async def count_refusal(self, cursor: Cursor, uid: int) -> int:
        """See ports.Refusals."""
        return await self.store.count_refusal(self.job, replace(self.folder, uidvalidity=cursor.uidvalidity), uid)


@dataclass(frozen=True, slots=True)
class FolderWalk:
    """On a session of its own. `is_careful` (after a failure) fetches one by one."""

    account: PolledAccount
    session: Session
    store: ImportStore
    ports: ImportPorts
    allowance: Allowance
    job: ImportJob
    rate: Rate
    is_careful: bool

    async def run(self, folder: ImportFolder) -> None:
        """To its end. Raises SourceFailedError, BudgetUsedError, NotYetError, TransientError, ImportEndedError or
        LeaseLostError."""
        folder = await self._begun(folder)
        while folder.last_uid < folder.end_uid:
            folder = await self._begun(await self._window(folder))
            if folder.last_uid < folder.end_uid and self.session.place.is_wanted:
                raise NotYetError(GIVES_WAY)

    @property
    def source(self) -> MailSource:
        """The server's folders."""
        return self.session.source

    async def _begun(self, folder: ImportFolder) -> ImportFolder:
        """The folder as it is to be walked on: from the beginning when its uids mean something else now."""
        state = await self.source.examine(folder.name)
        live, last = await self.store.numberings(folder.name)
        if live is None and folder.name in self.account.folders:
            raise NotYetError(f"waits for the first poll of {folder.name}, which fixes where the live mail begins")
        uidvalidity = imports.numbering(state, live, last)
        if uidvalidity is None:
            raise NotYetError(f"waits for the next poll of {folder.name}, whose UIDVALIDITY has just changed")
        if folder.uidvalidity == uidvalidity:
            return folder
        span = self.job.span
        first_uid = await self.source.first_uid(1, span.since_at)
        begun = imports.begun(folder, span, uidvalidity, first_uid, imports.last_meant(state, live))
        await self.store.begin(self.job, begun, await self._count(begun))
        return begun

    async def _count(self, folder: ImportFolder) -> int:
        """How many messages of the folder are meant, by the server's own search: to the day."""
        found = 0
        if folder.last_uid >= folder.end_uid:
            return found
        until_at = self.job.span.until_at
        async for uids in self.source.uids(folder.last_uid + 1, folder.end_uid):
            if uids:
                within = set(await self.source.arrived_since(uids[0], uids[-1], self.job.span.since_at))
                if until_at is not None:
                    within -= set(await self.source.arrived_since(uids[0], uids[-1], until_at + A_DAY))
                found += len(within)
        return found

    async def _window(self, folder: ImportFolder) -> ImportFolder:
        window = plan.next_window(folder.last_uid, folder.end_uid + 1, WINDOW_UIDS)
        assert window is not None  # noqa: S101 - the caller looks
        listed, gaps = await self._listed(window.first, window.last)
        if not listed and not gaps:
            following = await self.source.first_uid(window.last + 1) if window.last < folder.end_uid else None
            end = min((following or folder.end_uid + 1) - 1, folder.end_uid)
            return await self._settled(folder, end, (), (), Counts())
        meant = [copy for copy in listed if self.job.span.holds(copy)]
        wanted = await self.store.wanted(self.job, folder, [copy.uid for copy in meant]) if meant else set()
        taken = [copy for copy in meant if copy.uid in wanted]
        async for batch in self.allowance.batches(taken, BATCH_BYTES):
            await self.ports.feed.room(len(batch))
            async with self.ports.slot:
                folder = await self._batch(folder, batch)
        counts = Counts(known=len(meant) - len(taken), failed=len(gaps))
        return await self._settled(folder, window.last, (), gaps, counts)

    async def _listed(self, first_uid: int, last_uid: int) -> tuple[Sequence[Listed], list[Gap]]:
        """What the server shows; what it only counts is a gap at once, since nothing of this is late."""
        try:
            return await self.source.listing(first_uid, last_uid), []
        except NotShownError as late:
            return late.listed, [Gap(uid, GapReason.NOT_SHOWN, 0, late.said) for uid in late.uids]

    async def _batch(self, folder: ImportFolder, batch: Sequence[Listed]) -> ImportFolder:
        cursor = imports.cursor_of(folder, self.job.span)
        began_at = self.ports.poll.clock.now()
        got = await self._fetcher(folder).fetch(cursor, batch)
        sifted = await self.ports.poll.canaries.sift(self.account, cursor, got.fetched)
        events = await self.ports.poll.sealer.events(self.account, cursor, sifted.mail, Effects.IMPORT)
        erased = [
            Gap(item.copy.uid, GapReason.ERASED, item.copy.size_bytes, "this mail was erased from Mailweave")
            for item in sifted.mail
            if item.copy.uid not in events
        ]
        with self.ports.poll.spans.publishing(list(events.values()), began_at):
            await self.ports.poll.publish(events.values())
        crash_point(CrashPoint.POLLER_AFTER_ACKNOWLEDGEMENT)
        lost = [*got.gaps, *erased]
        gaps = [*lost, *sifted.canaries]
        uids = [copy.uid for copy in batch]
        last = settled_prefix(uids, {*events, *(gap.uid for gap in gaps)}, uids[-1])
        if last is not None:
            seen = [copy for copy in batch if copy.uid <= last]
            read, known = len(events), len(sifted.canaries)
            counts = Counts(read=read, known=known, failed=len(lost), fetched_bytes=got.fetched_bytes)
            folder = await self._settled(folder, last, seen, gaps, counts)
        if got.failure is not None:
            raise got.failure
        return folder

    def _fetcher(self, folder: ImportFolder) -> Fetcher:
        return Fetcher(
            self.source,
            _Refusals(self.store, self.job, folder),
            self.account.server,
            max_message_bytes=self.ports.poll.max_message_bytes,
            is_careful=self.is_careful,
        )

    async def _settled(
        self, folder: ImportFolder, to_uid: int, copies: Sequence[Listed], gaps: Sequence[Gap], counts: Counts
    ) -> ImportFolder:
        if to_uid <= folder.last_uid and not gaps and counts == Counts():
            return folder
        now = self.ports.poll.clock.monotonic()
        rate = self.rate.add(now, counts.read + counts.known + counts.failed)
        await self.store.settle(self.job, folder, to_uid, copies, gaps, counts, rate)
        for result, messages in (("read", counts.read), ("known", counts.known), ("failed", counts.failed)):
            metrics.IMPORTED.labels(result).inc(messages)
        for gap in gaps:
            if gap.reason is not GapReason.CANARY:
                metrics.FETCH_GAPS.labels(gap.reason).inc()
        return replace(folder, last_uid=to_uid)
