"""The server's own list of a mailbox, taken anew, as the witness against the cursor.

Only what lies at or below the cursor as it was before the listing is compared, with what is known after it: what comes
in, or is being fetched, while the server lists is in neither.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from services.poller.domain import plan
from services.poller.domain.copies import Cursor, Listed, Reading
from services.poller.domain.tally import Comparison
from services.poller.ports import MailSource, ReadingBook
from services.poller.store.accounts import PolledAccount
from shared import metrics

LISTED_AT_ONCE = 100
NAMED = 20
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Witness:
    """One account's, on a session that was opened for it."""

    account: PolledAccount
    source: MailSource
    book: ReadingBook

    async def run(self) -> Comparison:
        """Names what is unaccounted for, and writes it down as gaps. Raises SourceFailedError."""
        listed = unaccounted = 0
        for folder in self.account.folders:
            reading = await self.book.reading(folder)
            if reading is None:
                continue
            first = plan.first_meant(reading, self.account.initial_history_days)
            state = await self.source.examine(folder)
            if plan.renumbered(reading.cursor, state).uidvalidity != reading.cursor.uidvalidity:
                continue  # the next poll reads it from the beginning
            if first > reading.cursor.last_uid:
                continue
            async for uids in self.source.uids(first, reading.cursor.last_uid):
                listed += len(uids)
                unaccounted += await self._compared(reading, uids)
            await self.book.walked(reading)
        return Comparison(listed, unaccounted)

    async def _compared(self, reading: Reading, uids: Sequence[int]) -> int:
        unknown = await self.book.unknown(reading.cursor, uids)
        copies = await self._meant(reading, unknown) if unknown else []
        if copies and await self.book.name(reading.cursor, copies):
            self._say(reading.cursor, copies)
        return len(copies)

    async def _meant(self, reading: Reading, unknown: Sequence[int]) -> list[Listed]:
        """Those that should have been read; one that is found and not listed is taken as it is."""
        cursor = reading.cursor
        live = [uid for uid in unknown if uid >= cursor.live_from_uid]
        older = [uid for uid in unknown if uid < cursor.live_from_uid]
        if older:
            within = set(await self.source.arrived_since(older[0], older[-1], cursor.history_since))
            older = [uid for uid in older if uid in within]
        found = await self._listed([*older, *live])
        listed = [found[uid] for uid in older if uid in found and plan.is_meant(reading, found[uid])]
        return [*listed, *(found.get(uid, Listed(uid, 0)) for uid in live)]

    async def _listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        found: dict[int, Listed] = {}
        for start in range(0, len(uids), LISTED_AT_ONCE):
            copies = await self.source.listed(uids[start : start + LISTED_AT_ONCE])
            found |= {copy.uid: copy for copy in copies}
        return found

    def _say(self, cursor: Cursor, copies: Sequence[Listed]) -> None:
        metrics.UNACCOUNTED_FOUND.inc(len(copies))
        for copy in copies[:NAMED]:
            logger.error(
                "%s: unaccounted: the server has UID %d of %s, nothing says why the cursor passed it; it is fetched",
                *(self.account.label, copy.uid, cursor.folder),
            )
        if len(copies) > NAMED:
            logger.error("%s: unaccounted: %d more in %s", self.account.label, len(copies) - NAMED, cursor.folder)
