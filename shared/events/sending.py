"""Send requests, and what became of them."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from shared.events.wire import Event
from shared.ids import SendId, ThreadId

Written = Annotated[str, StringConstraints(min_length=1, max_length=998)]
"""An address as people write it: shared/written_address.py reads it, the sender rejects with a reason what is none."""
AddrSpec = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;:\"]+@[^\s@<>,;:\"]+$", max_length=320)]
CANARY_FIELD = "X-Mailweave-Canary"
"""The header field that a canary is known by; it holds the token."""


class SendKind(StrEnum):
    """Why something is sent; it decides the policy for a send in doubt."""

    REQUEST = "request"
    AUTO_REPLY = "auto_reply"
    FORWARD = "forward"
    CANARY = "canary"
    """From the account to itself, to show that mail still comes: tried once, no part of the history."""

    @property
    def is_automatic(self) -> bool:
        """Whether no person or program asked for this very message."""
        return self is not SendKind.REQUEST


class DeliveryState(StrEnum):
    """What became of a send for one recipient."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class SendMessage(Event):
    """A send request: the public contract of the topic `outbound`.

    The least that is needed: account_id, send_id (any UUID; the same one never sends twice), to_emails, subject and
    plain_body. An address may have its name, `Ada Berg <ada@shop.example>`. `kind` other than `request` is automatic
    mail, which needs `effects: allowed` and generation 0.
    """

    send_id: SendId
    kind: SendKind = SendKind.REQUEST
    to_emails: tuple[Written, ...] = Field(min_length=1, max_length=1000)
    cc_emails: tuple[Written, ...] = ()
    bcc_emails: tuple[Written, ...] = ()
    subject: str = Field(default="", max_length=998)
    plain_body: str = ""
    html_body: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    answers_message_id: str | None = Field(default=None, description="the message that an auto-reply answers")
    answers_thread_id: ThreadId | None = None
    rule_id: int | None = None
    canary: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_.-]{1,100}$", description="the token by which the poller knows its canary"
    )
    requested_at: AwareDatetime | None = None


class CancelRequested(Event):
    """Do not send what still waits; what is on its way to a server, or was sent, stays as it is."""

    send_id: SendId


class DeliveryChanged(Event):
    """What became of a send for one recipient."""

    send_id: SendId
    kind: SendKind
    recipient: str
    state: DeliveryState
    message_id: str
    attempt: int
    at: AwareDatetime
    reply_code: int | None = None
    enhanced_status: str | None = None
    reason: str = ""
