"""What a poll needs from outside: a mail server, whichever protocol it speaks, and where the reading stands."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.poller.domain.copies import Cursor, FolderState, Gap, Listed, Passed, Reading
from services.poller.domain.failures import Failure
from services.poller.domain.list_answer import ListedFolder
from services.poller.domain.retry import Attempt, GapEnd, OpenGap
from services.poller.domain.tally import Tally
from shared.errors import MailweaveError
from shared.events import MailboxRequested
from shared.walk import Walk


class SourceFailedError(MailweaveError):
    """The source is unusable until it is opened again; `failure` says why, in words for people."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.happened)
        self.failure = failure


class BudgetUsedError(SourceFailedError):
    """Nothing more may be downloaded for a while, `failure.wait_s`: nobody's fault, and the source stays usable."""


class CopyRefusedError(MailweaveError):
    """The server refuses this one copy; the source stays usable."""

    def __init__(self, uid: int, said: str) -> None:
        super().__init__(f"UID {uid}: {said}")
        self.uid = uid
        self.said = said


class NotShownError(MailweaveError):
    """The server counts messages that it does not list yet, among `uids`; `listed` is what it lists beside them."""

    def __init__(self, uids: Sequence[int], listed: Sequence[Listed], said: str) -> None:
        super().__init__(f"UID {uids[0]}: {said}")
        self.uids = uids
        self.listed = listed
        self.said = said


class CommandRefusedError(MailweaveError):
    """The server, or its protocol, cannot do what was asked; the source stays usable."""


class MailSource(Protocol):
    """One session with the server that keeps a mailbox. Nothing here marks, moves or deletes, except `change`.

    Every method ends within a bounded time and raises SourceFailedError when the session is over. Uids rise with
    arrival; those of POP3 are numbers that the poller gives to the server's UIDLs. `close` never raises.
    """

    @property
    def can_push(self) -> bool:
        """Whether `wait_for_push` works; known once open. A source that cannot push is closed between polls."""

    @property
    def remark(self) -> str:
        """What a person should know of a server that works; known once examined, mostly nothing."""

    async def open(self) -> None:
        """Connects and logs in."""

    async def examine(self, folder: str) -> FolderState:
        """Opens a folder for reading, or looks at it anew."""

    async def glance(self, folder: str) -> FolderState:
        """How a folder is, as cheaply as this server tells, for who does not read it."""

    async def first_uid(self, from_uid: int, since: datetime | None = None) -> int | None:
        """The lowest uid from `from_uid` on, of what arrived at or after the day of `since`.

        A source that does not know when things arrived leaves `since` aside.
        """

    async def listing(self, first_uid: int, last_uid: int) -> Sequence[Listed]:
        """What exists in this range, ascending, without any body. The caller keeps the range small."""

    async def listed(self, uids: Sequence[int]) -> Sequence[Listed]:
        """Those of these copies that the server lists, ascending. The caller keeps their number small."""

    def uids(self, first_uid: int, last_uid: int) -> AsyncIterator[Sequence[int]]:
        """Every uid of the examined folder in this range, each portion ascending and of bounded size."""

    async def arrived_since(self, first_uid: int, last_uid: int, since: datetime) -> Sequence[int]:
        """Those uids in this range that arrived at or after the day of `since`; all, where nobody knows."""

    async def may_exist(self, uids: Sequence[int]) -> Collection[int]:
        """Those of these uids, which it has not listed, of which the server has not shown that they are gone."""

    async def fetch(self, copies: Sequence[Listed]) -> Mapping[int, bytes]:
        """The raw bytes by uid; a uid that is missing from the answer is gone.

        Raises CopyRefusedError when the server does not give one of them, of several maybe without saying which.
        """

    async def wait_for_push(self, stop: asyncio.Event, timeout_s: float) -> bool:
        """True as soon as something may have arrived in the examined folder; False on `stop` or after the time."""

    async def change(self, command: MailboxRequested) -> str:
        """Flags, moves or deletes one copy; says what was done. Raises CommandRefusedError."""

    async def finish_changes(self) -> None:
        """Makes what `change` did last; until then the server may forget it. The session may be over afterwards."""

    async def close(self) -> None:
        """Ends the session."""


class WalkedSource(MailSource, Protocol):
    """A session whose steps are taken down, for a connectivity test."""

    async def open(self, walk: Walk | None = None) -> None:
        """Connects and logs in."""

    async def look(self, folders: Sequence[str], walk: Walk) -> Sequence[ListedFolder]:
        """Everything that a poll needs, tried once and without a change, down to reading from a message.

        Gives the folders that there are to choose from, none where the protocol knows only one. What is wrong with a
        folder is in the walk; raises SourceFailedError when the session is over.
        """


class UidlBook(Protocol):
    """Remembers which number a UIDL was given."""

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        """The number of each UIDL, in a rising sequence; what is new gets the next ones, in this order.

        A number is never given twice. UIDLs that are not in `uidls` any more may be forgotten (RFC 1939 §7).
        """


class Refusals(Protocol):
    """How often a copy was not given. Raises TransientError and LeaseLostError."""

    async def count_refusal(self, cursor: Cursor, uid: int) -> int:
        """How often in a row the server has not given this copy, this time included."""


class Cursors(Refusals, Protocol):
    """How far an account's folders have been read. Raises TransientError, and LeaseLostError where it writes."""

    async def cursor(self, folder: str) -> Cursor | None:
        """How far the folder has been read; None before the first poll."""

    async def begin(self, cursor: Cursor) -> None:
        """Fixes where reading begins: at the first poll, after UIDVALIDITY changed, after the account was inactive."""

    async def settle(self, cursor: Cursor, passed: Passed, gaps: Sequence[Gap], tally: Tally) -> Tally:
        """Moves the cursor, lists what it passed and the gaps, and logs the poll, in one transaction (DESIGN §3)."""


class Gaps(Protocol):
    """The copies that could not be had and are asked for again. Writing raises LeaseLostError."""

    async def due(self, folder: str, most: int) -> Sequence[OpenGap]:
        """The gaps of a folder whose next attempt is due, the longest due first."""

    async def end(self, gap: OpenGap, end: GapEnd, cursor: Cursor, copy: Listed | None) -> None:
        """Closes a gap; `copy`, which was listed and read, counts as seen from now on."""

    async def tried(self, gap: OpenGap, attempt: Attempt) -> None:
        """Writes down an attempt that did not get the message."""


class ReadingBook(Protocol):
    """What is known of the uids that an account's cursors have passed."""

    async def reading(self, folder: str) -> Reading | None:
        """How far the folder has been read, and from where; None before the first poll."""

    async def unknown(self, cursor: Cursor, uids: Sequence[int]) -> Sequence[int]:
        """Those of the uids, ascending, that no poll has listed and that are no gap, or one that was taken for gone."""

    async def name(self, cursor: Cursor, copies: Sequence[Listed]) -> bool:
        """Writes them down as seen and as gaps; False when the folder has begun anew since. Raises LeaseLostError."""

    async def walked(self, reading: Reading) -> None:
        """All that the cursor had passed was compared, so none of it is a hole. Raises LeaseLostError."""
