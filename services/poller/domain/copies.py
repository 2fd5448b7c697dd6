"""What a server offers, and how far an account has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events import GmailPart


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder as the server shows it now (RFC 9051 §2.3.1.1): uids below `uidnext` may exist, none above.

    `is_told`: the server itself says that no uid was ever above. Where it does not, a lower `uidnext` than before means
    that the last messages are gone.
    """

    uidvalidity: int
    uidnext: int
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """One copy that the server offers. `uidl` is set for POP3 only, whose uids are numbers of our own.

    `is_sized`: whether the server told the size, which is 0 where it did not. `gmail`: for Gmail only.
    """

    uid: int
    size_bytes: int
    arrived_at: datetime | None = None
    flags: tuple[str, ...] = ()
    uidl: str | None = None
    is_sized: bool = True
    gmail: GmailPart | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder has been read: every uid up to `last_uid` is acknowledged, a gap, or older than the history.

    Uids from `live_from_uid` on arrived after the account became live. Below it only what arrived since
    `history_since` is fetched. `activation` is the account's that `live_from_uid` was fixed for.
    """

    folder: str
    uidvalidity: int
    last_uid: int
    live_from_uid: int
    history_since: datetime
    activation: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A cursor, and the uid behind which the reading of its folder began."""

    cursor: Cursor
    begun_uid: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What a poll has walked over in a folder: every uid from `first_uid` on, among them the copies that were listed.

    Counted from what the server listed, never from what was fetched: what is lost in between stays seen.
    `fetched_bytes`: what was downloaded of them.
    """

    first_uid: int
    copies: Sequence[Listed] = ()
    fetched_bytes: int = 0


class GapReason(StrEnum):
    """Why a copy is not there; `unaccounted`: the server has it, and nothing says why it was passed over.

    `canary`: it is none of the mail, and was seen as it should be.
    """

    GONE = "gone"
    REFUSED = "refused"
    NOT_SHOWN = "not_shown"
    DROPPED = "dropped"
    TOO_BIG = "too_big"
    ERASED = "erased"
    UNACCOUNTED = "unaccounted"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Gap:
    """A copy that was seen and cannot be had; `detail` says it to a person."""

    uid: int
    reason: GapReason
    size_bytes: int
    detail: str
