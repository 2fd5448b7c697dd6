"""A thread's status: that of the latest of {request, inbound message}."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import Direction, Effects, MessageEvent, ThreadStatus
from shared.ids import MailId


@dataclass(frozen=True, slots=True, order=True)
class Request:
    """A status that somebody asked for; the greatest is the latest."""

    requested_at: datetime
    request_id: UUID
    status: ThreadStatus


@dataclass(frozen=True, slots=True)
class Opening:
    """When a message opens its thread (`at`; None: it opens nothing), and the fetch of the copy that says so."""

    at: datetime | None
    fetched_at: datetime
    correlation_id: UUID | None = None


def status_of(request: Request | None, inbound_at: datetime | None) -> ThreadStatus:
    """What a message opens, a request closes; of one instant the request counts: who made it had seen the message."""
    return request.status if request is not None and is_by_request(request, inbound_at) else ThreadStatus.OPEN


def is_by_request(request: Request | None, inbound_at: datetime | None) -> bool:
    """Whether the status is what was asked for, and not a message's doing."""
    return request is not None and (inbound_at is None or inbound_at <= request.requested_at)


def opening_of(message: MessageEvent) -> Opening:
    """An inbound message opens its thread when it comes in; one that was history by then, when it was written.

    By the time of its fetch, not the server's: INTERNALDATE has no fraction of a second, and a message that a server
    held back for an hour would stay in a thread that was closed before anybody could read it.
    """
    if message.direction is not Direction.INBOUND:
        return Opening(None, message.fetched_at, message.correlation_id)
    is_new = message.effects is Effects.ALLOWED
    at = message.fetched_at if is_new else min(message.sort_at, message.fetched_at)
    return Opening(at, message.fetched_at, message.correlation_id)


def openings_by_mail(messages: Iterable[MessageEvent]) -> dict[MailId, Opening]:
    """Of a mail's copies the first to come in counts; what we sent opens nothing, whoever returns a copy of it."""
    found: dict[MailId, Opening] = {}
    for message in messages:
        opening = opening_of(message)
        found[message.mail_id] = min(found.get(message.mail_id, opening), opening, key=_first)
    return found


def is_earlier(opening: Opening, known_at: datetime | None) -> bool:
    """Whether a copy changes when a known mail opened its thread; None, which is never, stays."""
    return known_at is not None and (opening.at is None or opening.at < known_at)


def latest(requests: Iterable[Request | None]) -> Request | None:
    """The one that counts."""
    return max((request for request in requests if request is not None), default=None)


def last_inbound(instants: Iterable[datetime | None]) -> datetime | None:
    """When a thread was last opened by a message, if ever."""
    return max((instant for instant in instants if instant is not None), default=None)


def _first(opening: Opening) -> tuple[bool, datetime, datetime]:
    return opening.at is not None, opening.at or opening.fetched_at, opening.fetched_at
