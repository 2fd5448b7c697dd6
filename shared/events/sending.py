"""Send requests, and what became of them."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, EncodedBytes, EncoderProtocol, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.events.wire import Event, Part, written_in
from shared.ids import SendId, ThreadId

Written = Annotated[str, StringConstraints(min_length=1, max_length=998)]
"""An address as people write it: shared/written_address.py reads it, the sender rejects with a reason what is none."""
AddrSpec = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;:\"]+@[^\s@<>,;:\"]+$", max_length=320)]
MediaType = Annotated[
    str, StringConstraints(pattern=r"^(?i:application|audio|font|image|model|text|video)/[A-Za-z0-9!#$&^_.+-]{1,100}$")
]
"""A type of content (RFC 6838); one message within another, or a multipart, is none that a file has."""
ContentId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.@+-]{1,200}$")]
"""Without brackets (RFC 2392)."""
Tag = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class _Base64(EncoderProtocol):
    """Strict, unlike pydantic's own, which passes over what is no base64; line ends may be in it."""

    @classmethod
    def decode(cls, data: bytes) -> bytes:
        try:
            return b64decode(data.translate(None, b" \t\r\n"), validate=True)
        except ValueError as error:
            raise PydanticCustomError("base64", "must be base64 (RFC 4648 §4)") from error

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return b64encode(value)

    @classmethod
    def get_json_format(cls) -> Literal["base64"]:
        return "base64"


Base64 = Annotated[bytes, EncodedBytes(encoder=_Base64)]
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
    EXPIRED = "expired"


class SendAttachment(Part):
    """A file that goes with a send request; all of them together are bounded by the size of a record."""

    filename: str = Field(min_length=1, max_length=255)
    content_type: MediaType = "application/octet-stream"
    content: Base64 = Field(repr=False, description="the file's bytes in base64")
    content_id: ContentId | None = Field(
        default=None,
        description="the HTML shows it where it says `cid:` and this; without HTML it is a file like the others",
    )


class SendMessage(Event):
    """A send request: the public contract of the topic `outbound`.

    The least that is needed: account_id, send_id (any UUID; the same one never sends twice), to_emails, subject and
    plain_body. An address may have its name, `Ada Berg <ada@shop.example>`. `kind` other than `request` is automatic
    mail, which needs `effects: allowed` and generation 0.
    """

    schema_version: str = written_in("1.1")
    send_id: SendId
    kind: SendKind = SendKind.REQUEST
    to_emails: tuple[Written, ...] = Field(min_length=1, max_length=1000)
    cc_emails: tuple[Written, ...] = ()
    bcc_emails: tuple[Written, ...] = ()
    subject: str = Field(default="", max_length=998)
    plain_body: str = ""
    html_body: str = ""
    reply_to: tuple[Written, ...] = Field(default=(), max_length=10, description="where answers go, if not to From")
    attachments: tuple[SendAttachment, ...] = Field(default=(), max_length=50)
    send_at: AwareDatetime | None = Field(default=None, description="not before this instant; only for `request`")
    expires_at: AwareDatetime | None = Field(default=None, description="not after it: what waits then is `expired`")
    tags: tuple[Tag, ...] = Field(default=(), max_length=20, description="they come back in every `delivery` event")
    metadata: Mapping[Tag, Annotated[str, StringConstraints(max_length=1000)]] = Field(
        default={}, max_length=20, description="comes back in every `delivery` event, and is for the requester alone"
    )
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

    schema_version: str = written_in("1.1")
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
    tags: tuple[str, ...] = Field(default=(), description="those of the request")
    metadata: Mapping[str, str] = Field(default={}, description="that of the request")
