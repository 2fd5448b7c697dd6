"""Which copies come next (RFC 9051 §2.3.1.1, §6.4.8): by uid, in bounded ranges, never by `n:*` or by flags.

`UID FETCH n:*` answers with the last message even when nothing is new, so ranges end at UIDNEXT - 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.poller.domain.copies import Cursor, FolderState, GapReason, Listed, Reading
from shared.events import Effects

REFUSALS_UNTIL_GAP = 3
DROPS_UNTIL_GAP = 10
LOOKS_UNTIL_GAP = 3
UIDVALIDITY_BITS = 32
UIDVALIDITY_MASK = 2**UIDVALIDITY_BITS - 1


@dataclass(frozen=True, slots=True)
class Window:
    """A range of uids, both ends included."""

    first: int
    last: int


def baseline(folder: str, state: FolderState, first_history_uid: int | None, history_since: datetime) -> Cursor:
    """Where a new account begins: live from the end of the folder as it is now, history from `first_history_uid`."""
    start = state.uidnext if first_history_uid is None else min(first_history_uid, state.uidnext)
    return Cursor(folder, state.uidvalidity, start - 1, state.uidnext, history_since)


def reseeded(cursor: Cursor, state: FolderState, first_history_uid: int | None) -> Cursor:
    """Where reading begins after UIDVALIDITY changed: all that is there now is read again, none of it as new.

    The new uids cannot be told from the old ones, so nothing that is there now may cause an effect; what was known
    keeps its mail_id and is the same mail.
    """
    return baseline(cursor.folder, state, first_history_uid, cursor.history_since)


def renumbered(known: Cursor, state: FolderState) -> FolderState:
    """The state as cursors know it: a folder whose uids begin anew under the same UIDVALIDITY is taken for another one.

    The server's UIDVALIDITY has 32 bits (RFC 9051 §2.3.1.1); above them stands how often it broke its promise.
    """
    epoch = known.uidvalidity >> UIDVALIDITY_BITS
    is_same = known.uidvalidity & UIDVALIDITY_MASK == state.uidvalidity
    if not is_same:
        return state
    if state.is_told and state.uidnext <= known.last_uid:
        epoch += 1
    return replace(state, uidvalidity=state.uidvalidity | epoch << UIDVALIDITY_BITS)


def reactivated(cursor: Cursor, state: FolderState) -> Cursor:
    """Where the live poll begins after the account was inactive: at the end of the folder as it is now (DESIGN §1).

    What arrived in between is still fetched, and none of it may have effects.
    """
    return replace(cursor, live_from_uid=max(cursor.live_from_uid, state.uidnext))


def next_window(last_uid: int, uidnext: int, width: int) -> Window | None:
    """The next at most `width` uids after the cursor, or None when there can be nothing new."""
    if last_uid + 1 >= uidnext:
        return None
    return Window(last_uid + 1, min(last_uid + width, uidnext - 1))


def is_wanted(cursor: Cursor, copy: Listed) -> bool:
    """Whether a copy is to be fetched: live ones are, older ones when they lie within the history or have no date."""
    is_live = copy.uid >= cursor.live_from_uid
    return is_live or copy.arrived_at is None or copy.arrived_at >= cursor.history_since


def first_meant(reading: Reading, initial_history_days: int) -> int:
    """The lowest uid that may belong to what the account is meant to read."""
    return 1 if initial_history_days else reading.begun_uid + 1


def is_meant(reading: Reading, copy: Listed) -> bool:
    """Whether a copy that the cursor has passed should have been read.

    Before the uid at which the reading began only what certainly lies within the history: the server did not show it
    when it was asked where the history begins.
    """
    if copy.uid > reading.begun_uid:
        return is_wanted(reading.cursor, copy)
    return copy.arrived_at is not None and copy.arrived_at >= reading.cursor.history_since


def effects_of(cursor: Cursor, uid: int, *, only_observes: bool = False, is_sent: bool = False) -> Effects:
    """What this copy may cause: only what came in after the account was live may have effects (DESIGN §1)."""
    if uid < cursor.live_from_uid or is_sent:
        return Effects.HISTORY
    return Effects.OBSERVE if only_observes else Effects.ALLOWED


def batches(copies: Sequence[Listed], max_bytes: int) -> Iterator[Sequence[Listed]]:
    """The copies in order, in runs of at most `max_bytes`; a bigger one goes alone."""
    start, size = 0, 0
    for index, copy in enumerate(copies):
        if index > start and size + copy.size_bytes > max_bytes:
            yield copies[start:index]
            start, size = index, 0
        size += copy.size_bytes
    if start < len(copies):
        yield copies[start:]


def advanced(cursor: Cursor, last_uid: int) -> Cursor:
    """The cursor after everything up to `last_uid` was settled."""
    return replace(cursor, last_uid=max(last_uid, cursor.last_uid))


def gap_reason(times: int, *, is_refusal: bool) -> GapReason | None:
    """Whether a copy that was not given is passed now: after three refusals, or ten connections lost over it.

    A lost connection says less about the copy than a refusal does, hence the patience.
    """
    if is_refusal:
        return GapReason.REFUSED if times >= REFUSALS_UNTIL_GAP else None
    return GapReason.DROPPED if times >= DROPS_UNTIL_GAP else None


def is_waited_for(times: int) -> bool:
    """Whether a copy that is counted and was not listed so often is still waited for, with all mail behind it.

    Two waits of 15 s: gaps are asked for again, so that patience belongs there and not here.
    """
    return times < LOOKS_UNTIL_GAP
