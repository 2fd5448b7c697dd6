"""What an import brings in, and how far it is. Pure."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from services.poller.domain.copies import Cursor, FolderState, Listed
from services.poller.domain.plan import UIDVALIDITY_MASK, renumbered

RATE_OVER_S = 30.0
EPOCH = date(1970, 1, 1)
LAST_YEAR = 9000


class ImportState(StrEnum):
    """How a job, or a folder of it, stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of the day `since` to the end of the day `until`, in UTC; None: without an end."""

    since: date
    until: date | None = None

    @property
    def since_at(self) -> datetime:
        """The first instant; before the epoch there was no mail."""
        return datetime.combine(max(self.since, EPOCH), time(), UTC)

    @property
    def until_at(self) -> datetime | None:
        """The first instant behind it; a day that nobody will see is no end."""
        if self.until is None or self.until.year >= LAST_YEAR:
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)

    def holds(self, copy: Listed) -> bool:
        """Whether the copy arrived within; one without a date counts."""
        if copy.arrived_at is None:
            return True
        return copy.arrived_at >= self.since_at and (self.until_at is None or copy.arrived_at < self.until_at)


@dataclass(frozen=True, slots=True)
class ImportFolder:
    """A folder of a job: every uid up to `last_uid` is settled; `uidvalidity` None: it has not begun."""

    name: str
    state: ImportState
    uidvalidity: int | None = None
    last_uid: int = 0
    end_uid: int = 0


@dataclass(frozen=True, slots=True)
class ImportJob:
    """What somebody asked for, with the folders that are not finished."""

    import_id: UUID
    span: Span
    folders: tuple[ImportFolder, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was settled at once: copies read, copies that were known, copies that could not be had; and downloaded."""

    read: int = 0
    known: int = 0
    failed: int = 0
    fetched_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages a second over the last half minute; moments in monotonic seconds."""

    settled: deque[tuple[float, int]] = field(default_factory=deque)

    def add(self, now: float, messages: int) -> float:
        """So many more were settled; gives the rate."""
        self.settled.append((now, messages))
        while self.settled[0][0] < now - RATE_OVER_S:
            self.settled.popleft()
        lasted_s = now - self.settled[0][0]
        return sum(count for _, count in list(self.settled)[1:]) / lasted_s if lasted_s > 0 else 0.0


def begun(folder: ImportFolder, span: Span, uidvalidity: int, first_uid: int | None, end_uid: int) -> ImportFolder:
    """The folder at its beginning: before the first uid that may have arrived within the span."""
    last_uid = min(first_uid - 1, end_uid) if first_uid is not None else end_uid
    return replace(folder, state=ImportState.RUNNING, uidvalidity=uidvalidity, last_uid=last_uid, end_uid=end_uid)


def cursor_of(folder: ImportFolder, span: Span) -> Cursor:
    """As what fetches and seals knows a place. Nothing of it is live."""
    return Cursor(folder.name, folder.uidvalidity or 0, folder.last_uid, folder.end_uid + 1, span.since_at)


def numbering(state: FolderState, live: Cursor | None, known: Cursor | None) -> int | None:
    """The UIDVALIDITY as this account's events have it, the live poll's first; None while that has to read it anew."""
    if live is not None:
        is_same = live.uidvalidity & UIDVALIDITY_MASK == state.uidvalidity
        return live.uidvalidity if is_same else None
    return renumbered(known, state).uidvalidity if known is not None else state.uidvalidity


def last_meant(state: FolderState, live: Cursor | None) -> int:
    """The last uid that is an import's: what arrived since the account was live is the live poll's alone."""
    return state.uidnext - 1 if live is None else min(state.uidnext, live.live_from_uid) - 1
