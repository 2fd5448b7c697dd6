"""Messages, with the specification's names."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import Resource
from services.api.sends.status import MessageStatus


class Attachment(Resource):
    """A file that came with a message."""

    position: int
    filename: str
    content_type: str
    size_bytes: int
    content_id: str | None
    is_inline: bool
    is_stored: bool = Field(description="false when it was over EMAIL_MAX_ATTACHMENT_SIZE")


class Message(Resource):
    """A message of an account."""

    id: UUID
    account_id: int
    message_id: str | None = Field(description="RFC 5322 Message-ID, a hint only")
    subject: str
    from_email: str
    from_name: str
    to_emails: list[str]
    cc_emails: list[str]
    bcc_emails: list[str]
    direction: Literal["inbound", "outbound"]
    status: MessageStatus
    plain_body: str
    html_body: str
    is_body_complete: bool = Field(description="false when a body is so large that only its beginning is here")
    attachments: list[Attachment]
    thread_id: UUID | None = Field(description="null until it is threaded")
    in_reply_to: str | None
    references: list[str]
    received_at: datetime | None
    sent_at: datetime | None
    sort_at: datetime = Field(exclude=True, description="when it arrived or was sent: the order of lists")
