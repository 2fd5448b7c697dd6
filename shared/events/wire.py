"""What every event and command on the wire is made of.

The value of a record is the event as JSON; `raw.fetched` alone carries the sealed message as its value and the event
in one header. Fields are only ever added (minor version); a changed meaning is a new major version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from shared.errors import DefectiveRecord
from shared.ids import AccountId

SCHEMA_MAJOR = 1
FETCHED_HEADER = "fetched"


class Effects(StrEnum):
    """Whether this message may cause effects; in an event its absence means no.

    Only `allowed` is permission. `observe`: it came as new mail to an account that only observes.
    """

    ALLOWED = "allowed"
    OBSERVE = "observe"
    HISTORY = "history"
    IMPORT = "import"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class RecordParts:
    """A Kafka record as it is produced."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class Part(BaseModel):
    """A piece of an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def written_in(version: str) -> str:
    """The schema_version of an event that is written in this version."""
    found: str = Field(default=version, pattern=r"^\d+\.\d+$", description="major.minor")
    return found


class Event(Part):
    """What all events and commands carry."""

    schema_version: str = written_in("1.0")
    account_id: AccountId
    correlation_id: UUID | None = Field(default=None, description="the id that one message keeps through all topics")
    generation: int = Field(default=0, ge=0, description="number of the replay, 0 = live")
    effects: Effects | None = Field(default=None, description="permission to cause effects; absent means no")

    def key(self) -> str:
        """The record's key: what must stay in order."""
        return str(self.account_id)

    def to_record(self) -> RecordParts:
        """The record that carries this event."""
        return RecordParts(self.key().encode(), to_json(self))

    @classmethod
    def from_record(cls, value: bytes | None, headers: Iterable[tuple[str, bytes | None]]) -> Self:
        """The event in a record; raises pydantic.ValidationError or DefectiveRecord."""
        if value is None:
            raise DefectiveRecord("the record has no value (a tombstone), and this topic is not compacted")
        return cls.model_validate_json(value)


class Address(Part):
    """An RFC 5322 mailbox: display name and addr-spec."""

    name: str = ""
    address: str


class AttachmentPart(Part):
    """An attachment that was taken out of a message."""

    position: int
    filename: str
    content_type: str
    size_bytes: int
    sha256: str
    content_id: str | None = None
    disposition: str | None = Field(default=None, description="inline, attachment, or absent")
    is_inline: bool = False
    blob: str | None = Field(default=None, description="blob key; absent when over EMAIL_MAX_ATTACHMENT_SIZE")
