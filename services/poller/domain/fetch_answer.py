"""The lines of a FETCH answer (RFC 9051 §7.5.2) as copies and bodies.

A line is bytes, a literal a bytearray, in the order in which they came; attributes may stand before or after the body.
Letter case means nothing in what the protocol says (RFC 9051 §9).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from services.poller.domain.copies import Listed
from services.poller.domain.gmail_answer import gmail_of, without_labels

_START = re.compile(rb"\d+ +FETCH +\(", re.IGNORECASE)
_UID = re.compile(rb"[( ]UID +(\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"[( ]RFC822\.SIZE +(\d{1,18})\b", re.IGNORECASE)
_DATE = re.compile(
    rb'[( ]INTERNALDATE +" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FLAGS = re.compile(rb"[( ]FLAGS +\(([\x20-\x7e]{0,2000}?)\)", re.IGNORECASE)
_BODY = re.compile(rb"BODY\[\]", re.IGNORECASE)
_QUOTED_BODY = re.compile(rb'BODY\[\](?:<\d+>)? +"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BEHIND_LITERAL = re.compile(rb"(?: +[A-Z][A-Z0-9.\[\]-]* .*)?\)", re.IGNORECASE | re.DOTALL)
_SPECIAL = re.compile(rb'["\\]')
_LITERAL = re.compile(rb"\{\d+\}$")
_ESCAPED = re.compile(rb"\\(.)")
Line = bytes | bytearray


@dataclass(frozen=True, slots=True)
class Body:
    """What one copy was answered with; `raw` None: the server said NIL, miscounted, or gave one UID two bodies."""

    uid: int
    raw: bytes | None


def listed_in(lines: Sequence[Line]) -> list[Listed]:
    """The copies in the answer to `(UID RFC822.SIZE INTERNALDATE FLAGS)`, ascending, each once.

    Items without a UID are unsolicited; a copy whose size the server leaves out is listed with 0 rather than lost.
    """
    copies = [copy for item in _items(lines) if (copy := _listed(item)) is not None]
    by_uid = {copy.uid: copy for copy in sorted(copies, key=lambda copy: copy.size_bytes)}
    return [by_uid[uid] for uid in sorted(by_uid)]


def bodies_in(lines: Sequence[Line]) -> list[Body]:
    """The bodies in the answer to `(UID BODY.PEEK[])`, one for each UID."""
    found: dict[int, Body] = {}
    for body in filter(None, map(_body, _items(lines))):
        is_first = found.setdefault(body.uid, body).raw == body.raw
        found[body.uid] = body if is_first else Body(body.uid, None)
    return list(found.values())


def _items(lines: Sequence[Line]) -> Iterator[list[Line]]:
    item: list[Line] = []
    for line in lines:
        if isinstance(line, bytes) and _START.match(line):
            if item:
                yield item
            item = [line]
        elif item:
            item.append(line)
    if item:
        yield item


def _text(item: Sequence[Line]) -> bytes:
    return b" ".join(line for line in item if isinstance(line, bytes))


def _quoted_text(item: Sequence[Line]) -> bytes:
    """With its literals as quoted strings."""
    return b" ".join(
        b'"' + _SPECIAL.sub(rb"\\\g<0>", line) + b'"' if isinstance(line, bytearray) else _LITERAL.sub(b"", line)
        for line in item
    )


def _listed(item: Sequence[Line]) -> Listed | None:
    text = without_labels(_text(item))
    gmail = gmail_of(text, _quoted_text(item)) if b"X-GM-" in text else None
    uid, size = _UID.search(text), _SIZE.search(text)
    if uid is None:
        return None
    flags = _FLAGS.search(text)
    names = tuple(flag.decode("ascii") for flag in flags[1].split()) if flags else ()
    size_bytes = int(size[1]) if size else 0
    arrived_at = _instant(_DATE.search(text))
    return Listed(int(uid[1]), size_bytes, arrived_at, names, is_sized=size is not None, gmail=gmail)


def _instant(found: re.Match[bytes] | None) -> datetime | None:
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        return datetime(
            int(year),
            MONTHS.index(month.decode().title()) + 1,
            *(int(day), int(hour), int(minute), int(second)),
            tzinfo=timezone(-offset if sign == b"-" else offset),
        )
    except ValueError:
        return None


def _body(item: Sequence[Line]) -> Body | None:
    text = _text(item)
    uid = _UID.search(text)
    if uid is None or _BODY.search(text) is None:
        return None
    for line, following in pairwise(item):
        if isinstance(line, bytearray):  # what stands behind shows whether it was as long as the server said
            is_whole = isinstance(following, bytes) and _BEHIND_LITERAL.fullmatch(following) is not None
            return Body(int(uid[1]), bytes(line) if is_whole else None)
    quoted = _QUOTED_BODY.search(text)
    return Body(int(uid[1]), _ESCAPED.sub(rb"\1", quoted[1]) if quoted else None)
