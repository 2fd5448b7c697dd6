"""A canary is a small marked mail of an account to itself: when one is due, how it is known, what its absence means.

Pure. It is known by a token in its header, which only the installation can make (RFC 2104), for this account and this
mail. What merely looks like one is ordinary mail.
"""

import base64
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.poller.domain.failures import Failure, FailureKind
from shared.events import CANARY_FIELD, Effects, SendKind, SendMessage
from shared.ids import AccountId, AccountKey, SendId, canary_send_id

MOST_BYTES = 64 * 1024
"""A canary is smaller, whatever servers on its way add."""
_FIELD = CANARY_FIELD.encode() + b":"
_TOKEN = re.compile(rb"^X-Mailweave-Canary:[ \t]*([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})[ \t]*\r?$", re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_RECEIVED = re.compile(rb"^Received:", re.MULTILINE | re.IGNORECASE)
_BODY = (
    "Mailweave has sent this message to its own account, to see that new mail still arrives. It takes the message away "
    "again as soon as it has seen it. If it stays here, Mailweave may not delete it; it can be deleted at any time.\n"
)
NOT_SEEN = (
    "look for it in the spam folder and in other folders of the mailbox, and send a mail to the account; Mailweave "
    "connects anew and goes on by itself"
)
NOT_TAKEN = "nothing is known of it in the sender's ledger: check that the sender runs"


class CanaryState(StrEnum):
    """What became of a canary; one that is overdue, or was not sent as far as anybody knows, may still be seen."""

    WAITING = "waiting"
    SEEN = "seen"
    OVERDUE = "overdue"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Turn:
    """One canary that is due: the same one whoever looks, and however often."""

    send_id: SendId
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What the header of a mail claims to be; `mark` is to be verified."""

    send_id: UUID
    mark: bytes


@dataclass(frozen=True, slots=True)
class Canary:
    """One that was asked for `age_s` ago. `send_state` is the ledger's, None while the sender has not taken it up."""

    send_id: SendId
    asked_at: datetime
    age_s: float
    state: CanaryState
    send_state: str | None = None
    send_reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A canary's new state and why."""

    canary: Canary
    state: CanaryState
    said: str


def turn(key: AccountKey, every_s: int, now: datetime) -> Turn:
    """The turn that has come last. Accounts have theirs at different moments, and each the same in every process."""
    offset_s = key.int % every_s
    number = math.floor((now.timestamp() - offset_s) / every_s)
    return Turn(canary_send_id(key, every_s, number), datetime.fromtimestamp(number * every_s + offset_s, UTC))


def next_turn_s(key: AccountKey, every_s: int, now: datetime) -> float:
    """Seconds until the next one."""
    return max(0.0, (turn(key, every_s, now).due_at + timedelta(seconds=every_s) - now).total_seconds())


def marked_content(key: AccountKey, send_id: UUID) -> bytes:
    """What the mark is made of."""
    return b"canary" + key.bytes + send_id.bytes


def token_text(send_id: UUID, mark: bytes) -> str:
    """As it stands in the header: short enough for its line."""
    return f"{_text(send_id.bytes)}.{_text(mark)}"


def token_in(raw: bytes) -> Token | None:
    """What the header claims, if it does so exactly once; next to nothing is done for any other mail."""
    if len(raw) > MOST_BYTES or _FIELD not in raw:
        return None
    found = _TOKEN.findall(_header(raw))
    if len(found) != 1:
        return None
    send_id, mark = (base64.urlsafe_b64decode(part + b"==") for part in found[0])
    return Token(UUID(bytes=send_id), mark)


def has_travelled(raw: bytes) -> bool:
    """Whether a server has received it (RFC 5321 §4.4): a copy that was only put into a folder shows nothing."""
    return _RECEIVED.search(_header(raw)) is not None


def request(account_id: AccountId, address: str, turn: Turn, token: str, asked_at: datetime) -> SendMessage:
    """The send request; the same from the same row."""
    return SendMessage(
        account_id=account_id,
        correlation_id=turn.send_id,
        effects=Effects.ALLOWED,
        send_id=turn.send_id,
        kind=SendKind.CANARY,
        to_emails=(address,),
        subject="Mailweave canary",
        plain_body=_BODY,
        canary=token,
        requested_at=asked_at,
    )


def verdicts(canaries: Sequence[Canary], overdue_s: float) -> list[Verdict]:
    """What has come to be known of those that wait: which were not sent, and which should have been seen by now."""
    found = (_verdict(canary, overdue_s) for canary in canaries if canary.state is CanaryState.WAITING)
    return [verdict for verdict in found if verdict is not None]


def _verdict(canary: Canary, overdue_s: float) -> Verdict | None:
    if canary.send_state in ("failed", "rejected", "suppressed", "cancelled", "in_doubt"):
        return Verdict(canary, CanaryState.NOT_SENT, _not_sent(canary, canary.send_reason))
    if canary.age_s < overdue_s:
        return None
    if canary.send_state == "sent":
        return Verdict(canary, CanaryState.OVERDUE, not_seen(canary).happened)
    return Verdict(canary, CanaryState.NOT_SENT, _not_sent(canary, NOT_TAKEN))


def missing(canaries: Sequence[Canary]) -> Failure | None:
    """The doubt that the latest canary that anything is known of leaves; `canaries` with the latest first."""
    for canary in canaries:
        if canary.state is CanaryState.SEEN:
            return None
        if canary.state is CanaryState.OVERDUE:
            return not_seen(canary)
    return None


def not_seen(canary: Canary) -> Failure:
    """It was sent, and did not come."""
    return Failure(FailureKind.PROTOCOL, f"a canary sent at {_when(canary)} was not seen", NOT_SEEN)


def _not_sent(canary: Canary, why: str) -> str:
    return f"the canary of {_when(canary)} was not sent: {why}"


def _when(canary: Canary) -> str:
    return f"{canary.asked_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _header(raw: bytes) -> bytes:
    end = _HEADER_END.search(raw)
    return raw if end is None else raw[: end.start()]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
