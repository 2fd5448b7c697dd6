"""What is asked for a thread, and what changed about one."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from shared.events.wire import Event, Part
from shared.ids import MailId, ThreadId

Who = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]

Instant = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9999, 1, 1, tzinfo=UTC))]
"""Such as every reader can take in, in whatever zone."""


class ThreadStatus(StrEnum):
    """What people made of a thread."""

    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StatusRequest(Part):
    """Let the thread have this status, whatever it has now."""

    request: Literal["status"]
    status: ThreadStatus


ThreadRequest = StatusRequest
"""What may be asked for: a closed union by `request`, which merge, split, move, tag and the like are to join."""


class ThreadRequested(Event):
    """Change a thread. Kept for ever: a replay reads all of them again.

    `thread_id` is any id that the thread ever had. Of several requests the latest by (requested_at, request_id) counts,
    in whatever order they come; a message that comes in after it opens the thread again.
    """

    request_id: UUID = Field(description="the same request never counts twice")
    thread_id: ThreadId
    requested_at: Instant
    requested_by: Who = Field(description="whose token it was, or which rule, for people to read")
    rule_id: int | None = None
    wanted: ThreadRequest


class StatusChange(Part):
    """The thread had one status and has another."""

    change: Literal["status"]
    before: ThreadStatus
    after: ThreadStatus


ThreadChange = StatusChange
"""What can change: a closed union by `change`, which grows with ThreadRequest."""


class ThreadChanged(Event):
    """Something about a thread is not as it was; a request that changes nothing has no such event."""

    change_id: UUID = Field(description="a repeat of this event has the same one")
    thread_id: ThreadId = Field(description="as the thread was shown then")
    changed: ThreadChange
    at: AwareDatetime = Field(description="when it was asked for, or the message came")
    by: str = Field(description="who asked for it, or `inbound message`")
    request_id: UUID | None = Field(default=None, description="the request that it is the outcome of")
    mail_id: MailId | None = Field(default=None, description="the message with which it came about, if it was one")
    rule_id: int | None = None
