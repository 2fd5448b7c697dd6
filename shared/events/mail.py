"""What is told of a message on its way: fetched, parsed, threaded, ruled."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field
from pydantic_core import to_json

from shared.errors import DefectiveRecord
from shared.events.reports import Automation, Report
from shared.events.wire import FETCHED_HEADER, Address, AttachmentPart, Event, Part, RecordParts, written_in
from shared.ids import AccountKey, CopyId, CustomerId, EffectId, MailId, SendId, ThreadId

SEALED = "whether its account keeps content encrypted: no text of the body and no name of a file is here"


class Direction(StrEnum):
    """Which way a message went, seen from the account."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class GmailPart(Part):
    """What Gmail knows of a message: its own ids, decimal and of 64 bits, and the labels when it was fetched."""

    message_id: str = Field(description="X-GM-MSGID: the same in every folder")
    thread_id: str = Field(description="X-GM-THRID: Gmail's conversation, a hint only")
    labels: tuple[str, ...] = Field(default=(), description="X-GM-LABELS; those that begin with \\ are Gmail's own")


class RawFetched(Event):
    """A copy of a message was seen at one place; the record's value is the sealed message, or empty with `blob` set."""

    schema_version: str = written_in("1.2")
    account_key: AccountKey
    copy_id: CopyId
    mail_id: MailId
    source: Literal["imap", "pop3", "sent"]
    direction: Direction = Direction.INBOUND
    folder: str = "INBOX"
    uidvalidity: int | None = None
    uid: int | None = None
    uidl: str | None = None
    flags: tuple[str, ...] = ()
    arrived_at: AwareDatetime | None = Field(default=None, description="INTERNALDATE; absent for POP3")
    fetched_at: AwareDatetime
    size_bytes: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    blob: str | None = None
    send_id: SendId | None = Field(default=None, description="of a message that we sent")
    gmail: GmailPart | None = Field(default=None, description="what Gmail tells beside; absent for every other server")
    is_content_sealed: bool = Field(default=False, description=SEALED)
    sealed: bytes = Field(default=b"", exclude=True, repr=False)

    def key(self) -> str:
        """Copies spread one account over all parsers."""
        return str(self.copy_id)

    def to_record(self) -> RecordParts:
        """The sealed bytes as the value, the event in one header."""
        header = (FETCHED_HEADER, to_json(self))
        return RecordParts(self.key().encode(), self.sealed, (header,))

    @classmethod
    def from_record(cls, value: bytes | None, headers: Iterable[tuple[str, bytes | None]]) -> Self:
        """Raises DefectiveRecord when the header is missing or the value is not there."""
        found = [content for name, content in headers if name == FETCHED_HEADER]
        if len(found) != 1 or found[0] is None:
            raise DefectiveRecord(f"the record needs exactly one `{FETCHED_HEADER}` header with JSON in it")
        event = cls.model_validate_json(found[0])
        if not value and event.blob is None:
            raise DefectiveRecord("the record has neither a sealed message nor a blob reference")
        return event.model_copy(update={"sealed": value or b""})


class MessageEvent(Event):
    """The header fields and facts that `parsed`, `threaded` and `ruled` share."""

    account_key: AccountKey
    mail_id: MailId
    copy_id: CopyId
    effect_id: EffectId
    direction: Direction
    folder: str
    message_id: str | None = Field(description="RFC 5322 Message-ID without angle brackets, a hint only")
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    from_addresses: tuple[Address, ...] = ()
    author: Address | None = Field(default=None, description="who wrote it, where a list or service rewrote From")
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    dated_at: AwareDatetime | None = Field(default=None, description="the Date field")
    sort_at: AwareDatetime = Field(description="INTERNALDATE, else top Received, else Date, else the epoch")
    fetched_at: AwareDatetime
    size_bytes: int
    has_attachments: bool = False
    reverse_path: str | None = Field(default=None, description="Return-Path; empty string = null reverse-path")
    is_automatic: bool = False
    automatic_reason: str = ""
    is_report: bool = False
    is_list: bool = False
    defects: tuple[str, ...] = ()
    send_id: SendId | None = None
    is_content_sealed: bool = Field(default=False, description=SEALED)
    language: str | None = Field(default=None, description="of what was newly written: BCP 47, mostly two letters")


class MessageParsed(MessageEvent):
    """The whole parsed message; bodies over the inline limit are blobs.

    1.1: `report`, `auto`; 1.2: `gmail`; 1.3: `reply_text`, `signature`, of each the first 4 KB;
    1.4: `sender`, `language`, an attachment's `disposition`, `is_content_sealed`.
    """

    schema_version: str = written_in("1.4")
    sender: Address | None = Field(default=None, description="the Sender field: who sent it for the author")
    plain_body: str = ""
    html_body: str = ""
    reply_text: str | None = Field(
        default=None, description="what was newly written; absent where all of plain_body is"
    )
    signature: str = ""
    plain_blob: str | None = None
    html_blob: str | None = None
    attachments: tuple[AttachmentPart, ...] = ()
    report: Report | None = Field(default=None, description="what it reports about a message that was sent")
    auto: Automation = Automation()
    gmail: GmailPart | None = Field(default=None, description="what Gmail told when the copy was fetched")


class MessageThreaded(MessageEvent):
    """A message in its thread; the body is cut to its first 4 KB, the rest is behind mail_id.

    1.1: `language`, `is_content_sealed`.
    """

    schema_version: str = written_in("1.1")
    reply_text: str = Field(default="", max_length=4096)
    thread_id: ThreadId
    is_new_thread: bool = Field(description="as it was when the message was first threaded")
    placement_reason: str
    placement_confidence: float = Field(ge=0, le=1)
    customer_id: CustomerId | None = None
    customer_name: str = ""
    is_customer_known: bool = False
    seq: int = Field(ge=1, description="the account's next number; rises along the topic")


class RuleMatch(Part):
    """A rule that matched, as it was then."""

    rule_id: int
    rule_version: int
    name: str
    condition: str


class Decision(Part):
    """What a rule decided; `withheld` is empty when its effect was requested."""

    rule_id: int
    action_index: int
    action: str
    send_id: SendId | None = None
    withheld: str = ""


class MessageRuled(MessageThreaded):
    """A message with what the rules decided about it."""

    matches: tuple[RuleMatch, ...] = ()
    decisions: tuple[Decision, ...] = ()
