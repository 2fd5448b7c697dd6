"""Malformed mail, made from well-formed mail."""

import re

from tests.bench.corpus.plan import Malformation

_CHARSET = re.compile(rb'charset="[^"]*"')


def spoiled(raw: bytes, how: Malformation | None) -> bytes:
    """The message with this fault; unchanged without one."""
    match how:
        case None:
            return raw
        case Malformation.RAW_HEADER:
            return raw.replace(b"\nSubject: ", b"\nSubject: Gr\xfc\xdfe ", 1)
        case Malformation.NO_DATE:
            return re.sub(rb"\nDate: [^\n]*", b"", raw, count=1)
        case Malformation.NO_COLON:
            return raw.replace(b"\nMIME-Version", b"\nthis is no header field\nMIME-Version", 1)
        case Malformation.UNCLOSED:
            opening = b'Content-Type: multipart/mixed; boundary="never-closed"\n\n--never-closed\nContent-Type: '
            return raw.replace(b"Content-Type: ", opening, 1)
        case Malformation.BAD_BASE64:
            return (
                re.sub(rb"Content-Transfer-Encoding: \w+-?\w+", b"Content-Transfer-Encoding: base64", raw) + b"!=*$\n"
            )
        case Malformation.UNKNOWN_CHARSET:
            return _CHARSET.sub(b'charset="x-no-such-charset"', raw, count=1)


def is_malformed(raw: bytes) -> bool:
    """Whether one of the faults that `spoiled` makes is there, found from the bytes alone."""
    head = raw.partition(b"\n\n")[0]
    lines = head.split(b"\n")
    return (
        not head.isascii()
        or b"\nDate: " not in head
        or any(not line[:1].isspace() and b":" not in line for line in lines)
        or b'boundary="never-closed"' in raw[:8192]
        or raw.endswith(b"!=*$\n")
        or b'charset="x-no-such-charset"' in raw[:8192]
    )
