"""Files that stand in a plain text (POSIX uuencode; GNU's -m and -e): `begin 644 name`, lines, `end`."""

import binascii
import re
from dataclasses import dataclass

from services.parser.domain.encodings.transfer import from_base64

UUENCODE_TRUNCATED = "uuencode_truncated"
YENC_NOT_DECODED = "yenc_not_decoded"
MAX_FILES = 250
MAX_NAME_BYTES = 1000
_BEGIN = re.compile(
    rb"^begin(?P<base64>-base64)?(?P<encoded>-encoded)? [0-7]{3,4} (?P<name>[^\r\n]{1,%d})\r?\n" % MAX_NAME_BYTES,
    re.MULTILINE,
)
_LINE = re.compile(rb"([ -`]{1,90}|)\r?(?:\n|\Z)")
_LINE_OF_BASE64 = re.compile(rb"([A-Za-z0-9+/=]{1,200})[ \t]*\r?(?:\n|\Z)")
_END = re.compile(rb"\s*end[ \t]*\r?(?:\n|\Z)")
_END_OF_BASE64 = re.compile(rb"====[ \t]*\r?(?:\n|\Z)")
_YENC = re.compile(rb"^=ybegin [^\r\n]{0,200}\bsize=\d", re.MULTILINE)
_CHECKSUM_CHARS = 2


@dataclass(frozen=True, slots=True)
class Uuencoded:
    """A file, with its name as it was written; `start` and `end` are where its lines stood."""

    name: bytes
    content: bytes
    is_whole: bool
    start: int
    end: int


def has_mark(text: bytes) -> bool:
    """Whether it is worth while to look; costs next to nothing."""
    return b"begin" in text and (_BEGIN.search(text) is not None or b"=ybegin" in text)


def is_yenc(text: bytes) -> bool:
    """Whether a text holds a file in yEnc, which no standard describes and nobody here decodes."""
    return _YENC.search(text) is not None


def uuencoded_files(text: bytes) -> list[Uuencoded]:
    """The files in their order. A `begin` that no encoded line follows is a sentence."""
    files: list[Uuencoded] = []
    begin = _BEGIN.search(text)
    while begin and len(files) < MAX_FILES:
        found = _base64_file(text, begin) if begin["base64"] else _uu_file(text, begin)
        if found is not None:
            files.append(found)
        begin = _BEGIN.search(text, found.end if found else begin.end())
    return files


def _name(begin: re.Match[bytes]) -> bytes:
    """The name as it was meant: GNU's -e writes it in base64."""
    return from_base64(begin["name"]) if begin["encoded"] else begin["name"]


def _uu_file(text: bytes, begin: re.Match[bytes]) -> Uuencoded | None:
    content, place = bytearray(), begin.end()
    while (line := _LINE.match(text, place)) is not None and line.end() > place:
        decoded = _decoded(line[1])
        if decoded is None:
            break
        content += decoded
        place = line.end()
    end = _END.match(text, place)
    if end is None and not content:
        return None
    return Uuencoded(_name(begin), bytes(content), end is not None, begin.start(), end.end() if end else place)


def _decoded(line: bytes) -> bytes | None:
    """The bytes of a line; None for what is none. Blanks at its end, which are zeros, may be lost, or a sum added."""
    if not line.strip(b" `"):
        return b""
    length = (line[0] - 32) & 63
    needed = (length + 2) // 3 * 4
    given = len(line) - 1
    if not length or given > needed + _CHECKSUM_CHARS or 2 * given < needed:
        return None
    try:
        return binascii.a2b_uu(line[: needed + 1])
    except binascii.Error:
        return None


def _base64_file(text: bytes, begin: re.Match[bytes]) -> Uuencoded | None:
    lines, place = bytearray(), begin.end()
    while (end := _END_OF_BASE64.match(text, place)) is None:
        line = _LINE_OF_BASE64.match(text, place)
        if line is None:
            break
        lines += line[1]
        place = line.end()
    if end is None and not lines:
        return None
    content = from_base64(bytes(lines))
    return Uuencoded(_name(begin), content, end is not None, begin.start(), end.end() if end else place)
