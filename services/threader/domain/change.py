"""What changed about a thread's status, with which request or message, and who decided it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.threader.domain.status import Request, is_by_request
from services.threader.domain.strand import Member, Strand
from shared.events import ThreadStatus
from shared.ids import AccountId, MailId, ThreadId, change_id


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change as it was when it came about (an observation).

    `request_id` is the request that the new status is from, None when a message opened the thread; `mail_id` is the
    message with whose coming it came about, `correlation_id` that message's; None when it was the request itself.
    """

    change_id: UUID
    account_id: AccountId
    thread_id: ThreadId
    before: ThreadStatus
    after: ThreadStatus
    at: datetime
    request_id: UUID | None
    mail_id: MailId | None
    correlation_id: UUID | None


class Outcome(StrEnum):
    """What came of a request when it was made."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    WAITING = "waiting"


def change_with(member: Member, before: Strand | None, after: Strand) -> StatusChange | None:
    """What a message's coming changed; a thread is open until something says otherwise."""
    was = before.status if before is not None else ThreadStatus.OPEN
    if was is after.status:
        return None
    opening = member.opening
    request = after.request if is_by_request(after.request, after.inbound_at) else None
    return StatusChange(
        change_id=change_id(member.mail_id, opening.fetched_at),
        account_id=after.account_id,
        thread_id=after.first.thread_id,
        before=was,
        after=after.status,
        at=request.requested_at if request is not None else after.inbound_at or opening.fetched_at,
        request_id=request.request_id if request is not None else None,
        mail_id=member.mail_id,
        correlation_id=opening.correlation_id,
    )


def change_by(request: Request, before: Strand, after: Strand) -> StatusChange | None:
    """What a request changed."""
    if before.status is after.status:
        return None
    return StatusChange(
        change_id=change_id(request.request_id, request.requested_at),
        account_id=after.account_id,
        thread_id=after.first.thread_id,
        before=before.status,
        after=after.status,
        at=request.requested_at,
        request_id=request.request_id,
        mail_id=None,
        correlation_id=None,
    )


def outcome_of(request: Request, before: Strand, after: Strand) -> Outcome:
    """What came of a request for a thread that is known."""
    if after.request != request or not is_by_request(request, after.inbound_at):
        return Outcome.SUPERSEDED
    return Outcome.UNCHANGED if before.status is after.status else Outcome.CHANGED
