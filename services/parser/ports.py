"""What the parser's handler is given; app.py puts it together.

The store and the blobs raise TransientError while they are away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.parser.domain.message import ParsedMessage
from services.parser.store import MessageStore
from shared.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes: of a body in the event, of an attachment that is stored."""

    inline_body_bytes: int
    max_attachment_bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message; why its parsing was given up where it was, which leaves its header fields."""

    message: ParsedMessage
    gave_up: str = ""


class Parsing(Protocol):
    """Total, in bounded time and memory; TransientError while it cannot be done at all."""

    async def parse(self, raws: Sequence[bytes]) -> Sequence[Outcome]:
        """One outcome for each of these bytes, in their order."""

    async def read_header(self, raw: bytes) -> ParsedMessage:
        """The message of one whose parsing was given up before."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where messages are parsed and go, where what is too big for a record lies, what is too big, which generation."""

    store: MessageStore
    blobs: BlobStore
    limits: Limits
    generation: int
    parsing: Parsing
