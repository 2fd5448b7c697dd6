"""Dead letters, as they are shown; sealed mail stays sealed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from services.api.fields import Line, Request, Resource, one_line
from shared.events.topics import TOPICS

TopicName = Annotated[Line, Field(json_schema_extra={"enum": [topic.name for topic in TOPICS]})]


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("must say something: whoever finds the letter later reads it")
    return text


LetterStateName = Literal["waits", "put_back", "discarded"]
Reason = Annotated[
    str,
    StringConstraints(max_length=500),
    AfterValidator(one_line),
    AfterValidator(_says_something),
    WithJsonSchema({"type": "string", "maxLength": 500, "pattern": r"^[!-~][ -~]*$"}),
]


class Discarded(Resource):
    """That a letter will never be put back."""

    reason: str
    by: str
    at: datetime


class DeadLetter(Resource):
    """A record that was set aside."""

    id: str = Field(description="TOPIC:PARTITION:OFFSET of the letter")
    topic: str
    partition: int
    offset: int
    set_aside_at: datetime = Field(description="1970 when nobody wrote down why")
    service: str | None
    error: str | None
    reason: str | None
    attempts: int | None
    origin: str | None = Field(description="TOPIC PARTITION:OFFSET where the record was read")
    state: LetterStateName
    times: int = Field(description="how often this record was set aside: put back, it may have failed again")
    discarded: Discarded | None
    value_bytes: int


class HeaderField(Resource):
    """A header of the record."""

    name: str
    value: str | None


class DeadLetterDetail(DeadLetter):
    """The same with the record itself, as text: what is no UTF-8 stands as \\x…."""

    key: str | None
    headers: list[HeaderField]
    value: str | None = Field(description="its first 64 KiB")
    is_sealed: bool = Field(description="mail, which only its own services open")


class NewDiscard(Request):
    """Why a letter will never be needed."""

    reason: Reason


class NewRedrive(Request):
    """Which letters are put back."""

    topic: TopicName | None = Field(None, description="only its letters; null = of all topics")


class Redriven(Resource):
    """What a redrive did."""

    put_back: int
    earlier: int = Field(description="passed over: put back before")
    discarded: int = Field(description="passed over: discarded")
