"""Send requests and what became of them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from services.api.fields import ADDRESS_SCHEMA, Line, Request, Resource, RowId, Text, one_line, one_of_these
from services.api.patterns import MESSAGE_ID_PATTERN
from services.api.sends.status import MessageStatus
from shared.events import Written
from shared.written_address import WrittenAddress, written_address

# Blanks of Unicode are told nowhere the same: this is a little less than what is taken.
MESSAGE_ID = {"type": "string", "maxLength": 998, "pattern": r"^<?[!-;=?-~]+>?$"}
MessageIdText = Annotated[
    str,
    StringConstraints(pattern=MESSAGE_ID_PATTERN, max_length=998),
    AfterValidator(one_line),
    WithJsonSchema(MESSAGE_ID),
]


def _address(text: str) -> str:
    found = written_address(text)
    if isinstance(found, WrittenAddress):
        return str(found)
    raise ValueError(found.reason)


# The schema tells the plainest form: names, blanks and umlauts are taken, too.
Recipient = Annotated[Written, AfterValidator(_address), WithJsonSchema(ADDRESS_SCHEMA)]
Addresses = Annotated[list[Recipient], Field(max_length=1000)]


class SendRequest(Request):
    """A message to send."""

    account_id: RowId
    to_emails: list[Recipient] = Field(
        min_length=1, max_length=1000, description="each one address, with a name or without: Ada <ada@shop.example>"
    )
    cc_emails: Addresses = Field(default=[])
    bcc_emails: Addresses = Field(default=[])
    subject: Line = ""
    plain_body: Text = ""
    html_body: Text = ""
    send_id: UUID | None = Field(None, description="the same one never sends twice; default: a new one")
    in_reply_to: MessageIdText | None = Field(None, description="Message-ID of the message that this one answers")
    references: list[MessageIdText] = Field(default=[], max_length=100)

    model_config = ConfigDict(json_schema_extra={"anyOf": one_of_these("plain_body", "html_body")})

    @model_validator(mode="after")
    def _has_a_body(self) -> Self:
        if not self.plain_body and not self.html_body:
            raise ValueError("give plain_body, html_body or both")
        return self


class SendAccepted(Resource):
    """Kafka has the request; `state_url` tells what becomes of it."""

    send_id: UUID
    state_url: str


class RecipientState(Resource):
    """What became of a send for one recipient."""

    address: str
    state: str
    reply_code: int | None
    enhanced_status: str | None
    reason: str


class SendState(Resource):
    """What became of a send; `state` is the ledger's, `status` the specification's."""

    send_id: UUID
    account_id: int
    kind: str
    state: str
    status: MessageStatus
    reason: str
    subject: str
    message_id: str
    rule_id: int | None = Field(description="the rule that asked for it")
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    sent_at: datetime | None
    recipients: list[RecipientState]
