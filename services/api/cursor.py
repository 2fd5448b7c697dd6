"""Where the next page begins, as an opaque word in its URL."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of a page: rows are ordered by instant, then by id."""

    at: datetime
    id: UUID


def encode(position: Position) -> str:
    """A word that fits into a URL."""
    text = f"{position.at.isoformat()}|{position.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(word: str) -> Position | None:
    """The position; None when the word is not one of ours."""
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        at, _, identifier = text.partition("|")
        position = Position(datetime.fromisoformat(at), UUID(identifier))
    except (binascii.Error, ValueError):
        return None
    return position if position.at.tzinfo is not None else None
