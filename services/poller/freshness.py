"""The proof that new mail would be seen; a stale view is an open connection that does not know what a fresh one shows.

A server that went deaf answers everything and tells nothing. So a fresh connection looks from time to time (STATUS);
what it shows is held, a moment later, against what was read by the open one, which then has to answer a poll as well.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from services.poller.domain import freshness
from services.poller.domain.copies import Cursor, FolderState
from services.poller.domain.failures import Failure, FailureKind
from services.poller.domain.freshness import Glimpse
from services.poller.ports import Cursors
from services.poller.standing import AccountStanding
from shared import metrics
from shared.clock import Clock

Behind = tuple[str, Cursor | None, FolderState]
NOTHING = Glimpse({})
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Freshness:
    """One account's. `is_pushed`: whether it has an open connection: it alone can go deaf, to `pushed_folder` alone.

    The other folders are looked at by polls: a fresh connection that shows more of them is no stale view.
    """

    server: str
    pushed_folder: str
    standing: AccountStanding
    clock: Clock
    check_s: float
    is_pushed: Callable[[], bool]
    wake: asyncio.Event
    _glimpse: Glimpse | None = None
    _looked_at: float = field(default=float("-inf"))

    @property
    def is_asked(self) -> bool:
        """Whether a fresh connection has looked, and the open one has to answer now."""
        return self._glimpse is not None

    def due_in_s(self) -> float:
        """Seconds until a fresh connection is to look."""
        if not self.is_pushed():
            return self.check_s
        return max(self.standing.facts.proved_at, self._looked_at) + self.check_s - self.clock.monotonic()

    def looked(self, glimpse: Glimpse) -> None:
        """A fresh connection has looked."""
        self.standing.learn(unlooked=None)
        self._hand_over(glimpse)

    def could_not_look(self, failure: Failure) -> None:
        """No fresh connection came about; what that means for the open one shows when it is asked."""
        metrics.FRESHNESS_LOOKS.labels(failure.kind).inc()
        if failure.kind is not FailureKind.QUOTA:  # it may be one connection too many
            self.standing.learn(unlooked=failure)
            self._hand_over(NOTHING)

    async def shows_stale(self, cursors: Cursors, *, may_lag: bool) -> bool:
        """Whether the open connection has kept something back; `may_lag`: it is known to have more, or has failed."""
        if self._glimpse is None or may_lag:
            return False
        pushed = {name: shown for name, shown in self._glimpse.folders.items() if name == self.pushed_folder}
        behind = await self._behind(cursors, Glimpse(pushed))
        if behind is None:
            return False
        failure = freshness.stale_view(self.server, *behind)
        metrics.STALE_VIEWS.inc()
        logger.warning("%s", failure.line(f"{self.standing.label}: stale view"))
        self.standing.learn(doubt=failure)
        return True

    async def polled(self, cursors: Cursors, *, is_fresh: bool, messages: int, has_more: bool) -> bool:
        """A poll went well; returns whether it is a proof."""
        glimpse, self._glimpse = self._glimpse, None
        if is_fresh:
            self.standing.learn(unlooked=None)
        behind = await self._behind(cursors, glimpse) if glimpse is not None and not has_more else None
        if behind is not None:
            metrics.FRESHNESS_LOOKS.labels("behind").inc()
            self.standing.learn(doubt=freshness.still_behind(self.server, *behind))
            return False
        has_agreed = glimpse is not None and bool(glimpse.folders) and not has_more
        if has_agreed:
            metrics.FRESHNESS_LOOKS.labels("ok").inc()
        if is_proof := is_fresh or messages > 0 or has_agreed:
            self.standing.proved()
        return is_proof

    def _hand_over(self, glimpse: Glimpse) -> None:
        self._looked_at = self.clock.monotonic()
        self._glimpse = glimpse
        self.wake.set()

    async def _behind(self, cursors: Cursors, glimpse: Glimpse) -> Behind | None:
        for folder, shown in glimpse.folders.items():
            cursor = await cursors.cursor(folder)
            if freshness.is_behind(cursor, shown):
                return folder, cursor, shown
        return None
