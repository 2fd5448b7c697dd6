"""Address lists (RFC 5322 §3.4), read tolerantly: what is no address is left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.parser.domain.encoded_words import WORD, raw_text, with_words_decoded
from services.parser.domain.text import one_line

MAX_ADDRESSES = 250
MAX_ADDRESS_CHARS = 320
MAX_NAME_CHARS = 255
MAX_FIELD_BYTES = 16_384

# The bounds keep a field of unfinished quotes from costing a square of its size.
_TOKEN = re.compile(
    rf"""
    (?P<word>{WORD})                       # an encoded word is one atom, whatever is in it
    | "(?P<quoted>[^"\\]{{0,998}}(?:\\.[^"\\]{{0,998}}){{0,64}})"
    | \((?P<comment>(?:[^()\\]|\\.){{0,64}}+)\)
    | <(?P<angle>[^<>]*)>?
    | (?P<literal>\[[^\[\]]*\])
    | (?P<separator>[,;:])
    | (?P<space>\s+)
    | (?P<atom>[^\s"()<>\[\],;:=]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ROUTE = re.compile(r"^@[^:]*:")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_COMMENT = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an addr-spec, both as written, decoded."""

    name: str
    address: str


@dataclass(slots=True)
class _Entry:
    """What was read since the last separator."""

    words: list[str]
    has_at: bool = False
    angle: str | None = None
    comment: str = ""


def read_addresses(values: Iterable[bytes], charset_hint: str = "") -> tuple[Address, ...]:
    """The mailboxes of all fields of one name, groups flattened, at most MAX_ADDRESSES; their first MAX_FIELD_BYTES."""
    found: list[Address] = []
    left = MAX_FIELD_BYTES
    for value in values:
        read, left = value[:left], max(0, left - len(value))
        for entry in _entries(raw_text(read, charset_hint)):
            address = _address(entry)
            if address is not None:
                found.append(address)
            if len(found) == MAX_ADDRESSES:
                return tuple(found)
    return tuple(found)


def _entries(text: str) -> Iterator[_Entry]:
    entry = _Entry([])
    for token in _TOKEN.finditer(text):
        kind, content = token.lastgroup, token[0]
        if kind == "separator" and not (content == ":" and _is_part_of_address(entry)):
            if content != ":":  # what precedes a colon is a group's name (§3.4)
                yield entry
            entry = _Entry([])
        elif kind == "angle":
            if entry.angle is not None and "@" in entry.angle:
                yield entry
                entry = _Entry([])
            entry.angle = token["angle"]
        elif kind == "comment":
            entry.comment = entry.comment or token["comment"]
        elif kind == "quoted" and text[token.end() : token.end() + 1] != "@":
            entry.words.append(_QUOTED_PAIR.sub(r"\1", token["quoted"]))
            entry.has_at = entry.has_at or "@" in entry.words[-1]
        else:
            entry.words.append(" " if kind == "space" else content)
            entry.has_at = entry.has_at or "@" in content
    yield entry


def _is_part_of_address(entry: _Entry) -> bool:
    return entry.has_at or "".join(entry.words).strip().lower() == "mailto"


def _address(entry: _Entry) -> Address | None:
    words = "".join(entry.words).strip()
    if entry.angle is not None and entry.angle.strip():
        return _made(words, _ROUTE.sub("", entry.angle.strip()))
    if "@" not in words:
        return None
    parts = _SPACE.sub(" ", words.replace(" @", "@").replace("@ ", "@")).split(" ")
    spec = next(part for part in parts if "@" in part)
    name = entry.comment or " ".join(part for part in parts if part != spec)
    return _made(name, spec)


def _made(name: str, spec: str) -> Address | None:
    spec = _COMMENT.sub("", _SPACE.sub("", with_words_decoded(spec))).removeprefix("mailto:").strip("'")
    if not spec or len(spec) > MAX_ADDRESS_CHARS:
        return None
    name = one_line(with_words_decoded(name), MAX_NAME_CHARS)
    return Address(_SPACE.sub(" ", name).strip(" '\""), one_line(spec, MAX_ADDRESS_CHARS))
