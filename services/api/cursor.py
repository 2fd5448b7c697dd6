"""Where the next page begins, as an opaque word in its URL: it belongs to one list in one order."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

INTEGER = re.compile(r"-?[0-9]{1,19}")
Kind = Literal["integer", "bigint", "text", "timestamptz", "uuid"]


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of a page: what the list is ordered by, then its id; both as text that PostgreSQL reads."""

    value: str
    id: str


def encode(listing: str, ordering: str, position: Position) -> str:
    """A word that fits into a URL."""
    text = json.dumps([listing, ordering, position.value, position.id], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(word: str, listing: str, ordering: str, value: Kind, identifier: Kind) -> Position | str:
    """The position, or why the word is none in this list and order, as a sentence."""
    try:
        found = json.loads(base64.urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return "it is not one of ours: take it from `next` of the page before"
    if not isinstance(found, list) or len(found) != 4 or not all(isinstance(part, str) for part in found):
        return "it is not one of ours: take it from `next` of the page before"
    if found[0] != listing:
        return f"it belongs to the list of {found[0]!r:.40}, this is the list of {listing}: take it from `next` here"
    if found[1] != ordering:
        return f"it belongs to the ordering {found[1]!r:.40}, not {ordering}: begin without a cursor"
    if not (_READ[value](found[2]) and _READ[identifier](found[3])):
        return "it is not one of ours: take it from `next` of the page before"
    return Position(found[2], found[3])


def as_text(value: object) -> str:
    """A column's value as a cursor keeps it."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _is_integer(most: int) -> Callable[[str], bool]:
    return lambda text: INTEGER.fullmatch(text) is not None and -most <= int(text) <= most


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


_READ: Mapping[Kind, Callable[[str], bool]] = {
    "integer": _is_integer(2**31 - 1),
    "bigint": _is_integer(2**63 - 1),
    "text": _is_text,
    "timestamptz": _is_instant,
    "uuid": _is_uuid,
}
