"""The header section (RFC 5322 §2.2) as raw bytes: every field, in order, with what is malformed skipped and named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.parser.domain.fields.beginning import read_beginning

MAX_HEADER_BYTES = 4 * 1024 * 1024  # what is searched for fields: some 75,000 recipients
MAX_BYTES_OF_A_NAME = 131_072  # so that one field costs neither much time nor the others
MAX_FIELDS_OF_A_NAME = 1000
MAX_NAMES = 1000
ALWAYS_KEPT = frozenset(
    [
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "received",
        "return-path",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "auto-submitted",
        "precedence",
        "list-id",
    ]
)
NO_HEADER = "header_missing"
HEADER_LINE_MALFORMED = "header_line_malformed"
HEADER_WITHOUT_END = "header_without_end"
HEADER_OVER_LIMIT = "header_over_limit"
BARE_CR = "bare_cr"

_END = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([^\n]*(?:\n[ \t][^\n]*)*)\n?")
_NAMED = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_FOLD = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Fields by lower-case name, repeats in order; values unfolded and stripped, otherwise as they came."""

    fields: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    body: bytes = b""
    defects: tuple[str, ...] = ()

    def first(self, name: str) -> bytes | None:
        """The first field of this name, or None."""
        found = self.fields.get(name)
        return found[0] if found else None

    def all(self, name: str) -> tuple[bytes, ...]:
        """All fields of this name, the top one first."""
        return self.fields.get(name, ())


def read_header(raw: bytes) -> Header:
    """Splits a message into header fields and body; a message without any header is all body."""
    defects: list[str] = []
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
        defects.append(BARE_CR)
    beginning = read_beginning(raw)
    start = beginning.start
    defects += beginning.defects
    if raw[start : start + 2] == b"\r\n" or raw[start : start + 1] == b"\n":
        return Header(body=raw[start:].lstrip(b"\r\n"), defects=(*defects, NO_HEADER))
    end = _END.search(raw, start)
    header_end, body_start = (end.start(), end.end()) if end else (len(raw), len(raw))
    found = _read_fields(raw, start, header_end)
    if not found.fields:
        return Header(body=raw[start:], defects=(*defects, NO_HEADER))
    if found.body_start is not None:
        body_start = found.body_start
    fields = {name: tuple(values) for name, values in found.fields.items()}
    return Header(fields, raw[body_start:], (*defects, *found.defects))


@dataclass(slots=True)
class _Found:
    fields: dict[str, list[bytes]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)
    body_start: int | None = None
    is_over_limit: bool = False

    def add(self, name: str, value: bytes) -> None:
        """Keeps a value as far as its name has room; each name has its own, so no field costs another."""
        if name not in self.fields and len(self.fields) >= MAX_NAMES and name not in ALWAYS_KEPT:
            self.is_over_limit = True
            return
        values, size = self.fields.setdefault(name, []), self.sizes.get(name, 0)
        if size + len(value) > MAX_BYTES_OF_A_NAME or len(values) >= MAX_FIELDS_OF_A_NAME:
            self.is_over_limit = True
            value = value[: MAX_BYTES_OF_A_NAME - size]
            if not value or len(values) >= MAX_FIELDS_OF_A_NAME:
                return
        self.sizes[name] = size + len(value)
        values.append(_FOLD.sub(b" ", value) if b"\n" in value else value)


def _read_fields(raw: bytes, start: int, end: int) -> _Found:
    """The fields between two places; where lines that are no fields run to the end, the body begins."""
    found, count = _Found(), 0
    limit = min(end, start + MAX_HEADER_BYTES)
    is_small = limit - start <= MAX_BYTES_OF_A_NAME
    for line in _FIELD.finditer(raw, start, limit):
        text = line[1]
        named = _NAMED.match(text)
        if named is None:
            if text.strip() and found.body_start is None:
                found.body_start = line.start()
            continue
        if found.body_start is not None:
            found.body_start = None
            found.defects = [HEADER_LINE_MALFORMED]
        name, value = named[1].decode("ascii").lower(), text[named.end() :].strip()
        count += 1
        if is_small and count <= MAX_NAMES:  # no limit is within reach
            found.fields.setdefault(name, []).append(_FOLD.sub(b" ", value) if b"\n" in value else value)
        else:
            found.add(name, value)
    if found.body_start is not None:
        found.defects.append(HEADER_WITHOUT_END)
    if limit < end or found.is_over_limit:
        found.defects.append(HEADER_OVER_LIMIT)
    return found
