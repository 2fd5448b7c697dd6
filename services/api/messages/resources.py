"""Messages, with the specification's names."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import Resource
from services.api.sends.status import MessageStatus
from shared.events import AutomationKind, Reason, ReportKind
from shared.html.hidden import HiddenKind
from shared.html.hiding import Hiding


class Attachment(Resource):
    """A file that came with a message."""

    position: int
    filename: str
    content_type: str
    size_bytes: int
    content_id: str | None
    is_inline: bool
    is_stored: bool = Field(description="false when it was over EMAIL_MAX_ATTACHMENT_SIZE")


class ReportRecipient(Resource):
    """What became of the reported message for one recipient."""

    address: str
    action: str | None = Field(description="failed, delayed, delivered …; of a receipt its disposition")
    status: str | None = Field(description="enhanced status code")
    reason: Reason
    diagnostic_code: str | None = Field(description="what the server said")
    remote_mta: str | None


class Report(Resource):
    """What a message reports about one that was sent: a bounce, a complaint or a receipt."""

    kind: ReportKind
    original_message_id: str | None
    feedback_type: str | None = Field(description="of a complaint: abuse, fraud, virus …")
    recipients: list[ReportRecipient]


class Automation(Resource):
    """Whether a person wrote a message."""

    auto_submitted: str | None = Field(description="the keyword of RFC 3834")
    is_auto: bool
    is_list: bool
    kind: AutomationKind


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
    reply_text: str = Field(description="what was newly written; of HTML as text")
    quoted_text: str = Field(description="what it quotes of other messages")
    quoted_known: bool = Field(
        default=False,
        description="whether (nearly) all of quoted_text stands in an earlier message of the thread; "
        "false where nothing is quoted, or only the marks and words of a quote tell",
    )
    signature: str
    is_body_complete: bool = Field(description="false when a body is so large that only its beginning is here")
    content_state: Literal["clear", "sealed", "gone"] = Field(
        description="sealed: its account stores content encrypted, and search does not find it; gone: it was erased, "
        "or is damaged, so that texts and names of files are empty"
    )
    attachments: list[Attachment]
    report: Report | None = Field(description="null for ordinary mail")
    auto: Automation
    thread_id: UUID | None = Field(description="null until it is threaded")
    in_reply_to: str | None
    references: list[str]
    received_at: datetime | None
    sent_at: datetime | None
    sort_at: datetime = Field(exclude=True, description="when it arrived or was sent: the order of lists")


class HiddenText(Resource):
    """A text of a message that programs read and people do not see."""

    text: str
    how: Hiding
    kind: HiddenKind = Field(description="preheader: it stands before all that is seen, as newsletters have it")


class Link(Resource):
    """A link of a message."""

    text: str
    href: str
    host: str = Field(description="that it leads to, as it is looked up")
    names_host: str | None = Field(description="the other host that its text names; null where it names none")


class ShownMessage(Message):
    """A message with its HTML as it may be shown."""

    html_safe: str = Field(description="html_body without all that runs, loads, sends or covers the page")
    remote_count: int = Field(
        description="sources elsewhere in it, as `data-remote-src` and `data-remote-bg`: not loaded"
    )
    hidden_text: list[HiddenText]
    links: list[Link]
