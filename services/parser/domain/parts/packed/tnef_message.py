"""A message within a TNEF message, written as one of RFC 5322 that any mail program can open; the same for the same."""

from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from hashlib import sha256
from urllib.parse import quote

from services.parser.domain.parts.part import Part
from services.parser.domain.text import one_line

MAX_HEADING_CHARS = 500
_FIRST_YEAR = datetime(1601, 1, 1, tzinfo=UTC)
_LAST_INSTANT = 2_650_467_743_990_000_000  # of the year 9999
_LINE_BYTES = 57


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told of an embedded message; `sent_at` in 100 ns since 1601, 0 where it is not known."""

    subject: str
    sender: str
    address: str
    sent_at: int
    texts: tuple[Part, ...]
    files: tuple[Part, ...]


def written(letter: Letter) -> bytes:
    """The message: its texts are alternatives, its files follow; everything in base64."""
    texts = [_entity(each) for each in letter.texts]
    entities = [_multipart("alternative", texts) if len(texts) > 1 else each for each in texts[:1]]
    return _heading(letter) + _multipart("mixed", [*entities, *map(_entity, letter.files)])


def _heading(letter: Letter) -> bytes:
    is_address = letter.address.isascii() and letter.address.count("@") == 1
    address = one_line(letter.address, MAX_HEADING_CHARS) if is_address else ""
    name = one_line(letter.sender, MAX_HEADING_CHARS)
    fields = {
        "Subject": _encoded(letter.subject),
        "From": formataddr((name, address)) if address else _encoded(name),
        "Date": _date(letter.sent_at),
        "MIME-Version": "1.0",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value).encode()


def _encoded(text: str) -> str:
    line = one_line(text, MAX_HEADING_CHARS)
    return Header(line, "us-ascii" if line.isascii() else "utf-8").encode(linesep="\r\n") if line else ""


def _date(sent_at: int) -> str:
    if not 0 < sent_at <= _LAST_INSTANT:
        return ""
    return format_datetime(_FIRST_YEAR + timedelta(microseconds=sent_at // 10))


def _multipart(subtype: str, entities: Iterable[bytes]) -> bytes:
    content = list(entities)
    boundary = sha256(b"".join(content)).hexdigest()[:40].encode()  # no line of base64 begins like it
    opened = b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in content)
    field = b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + boundary + b'"\r\n\r\n'
    return field + opened + b"--" + boundary + b"--\r\n"


def _entity(part: Part) -> bytes:
    charset = f"; charset={part.charset}" if part.charset else ""
    names = f"; filename*=utf-8''{quote(part.filename, safe='')}" if part.filename else ""
    fields = [f"Content-Type: {one_line(part.content_type, MAX_HEADING_CHARS)}{charset}"]
    fields += [f"Content-Disposition: {part.disposition}{names}"] if part.disposition else []
    fields += [f"Content-ID: <{one_line(part.content_id, MAX_HEADING_CHARS)}>"] if part.content_id else []
    heading = "".join(f"{field}\r\n" for field in (*fields, "Content-Transfer-Encoding: base64"))
    return heading.encode("utf-8", "replace") + b"\r\n" + _base64(part.content)


def _base64(content: bytes) -> bytes:
    places = range(0, len(content), _LINE_BYTES)
    return b"".join(b2a_base64(content[at : at + _LINE_BYTES], newline=False) + b"\r\n" for at in places)
