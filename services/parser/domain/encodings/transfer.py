"""Content-Transfer-Encoding, read tolerantly (RFC 2045 §6)."""

import binascii
import re

from services.parser.domain.comments import without_comments
from services.parser.domain.encodings.plainly import is_quoted_printable, parted_base64

UUENCODE = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_ENCODINGS = UUENCODE | {"base64", "quoted-printable"}
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PADDING = re.compile(rb"=[=\s]*")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r?\n)")
_BETWEEN_WORDS = re.compile(r"[\"';,]")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def from_base64(encoded: bytes) -> bytes:
    """RFC 2045 §6.8; foreign characters are skipped, missing padding is added, a lone last character is dropped.

    What goes on after padding was encoded by itself and joined, as mailing lists add a footer: all of it is decoded.
    """
    pieces = _PADDING.split(encoded)
    return b"".join(map(_piece, pieces)) if len(pieces) > 1 else _piece(encoded)


def _piece(encoded: bytes) -> bytes:
    try:
        return binascii.a2b_base64(encoded)
    except binascii.Error:
        kept = _NOT_BASE64.sub(b"", encoded)
        if len(kept) % 4 == 1:
            kept = kept[:-1]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def from_quoted_printable(encoded: bytes) -> bytes:
    """RFC 2045 §6.7; what is not a valid escape stays as it is, blanks at the end of a line were added on the way."""
    return binascii.a2b_qp(_BLANKS_AT_END.sub(b"", encoded))


def from_uuencode(encoded: bytes) -> bytes:
    """The traditional encoding of Unix; lines that do not decode are skipped. Never more bytes than it was given.

    A line may be shorter than it says, because zeros at its end are spaces that were lost on the way. Without the
    limit a line of one character would stand for 45 zeros, and a message for 30 times its size.
    """
    begin = _UU_BEGIN.search(encoded)
    found, left = [], len(encoded)
    for line in encoded[begin.end() if begin else 0 :].splitlines():
        if line.strip() and line.strip() not in {b"end", b"`"} and left:
            found.append(_uu_line(line)[:left])
            left -= len(found[-1])
    return b"".join(found)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""


def encoding_of(written: str) -> str:
    """The name in a Content-Transfer-Encoding field, in lower case, without comments, quotes and what follows it.

    Of several words the one that says most counts: `8bit base64` is base64.
    """
    words = _BETWEEN_WORDS.sub(" ", without_comments(written)).lower().split()
    return next((word for word in words if word in _ENCODINGS), words[0] if words else "")


def decoded_content(encoded: bytes, name: str) -> bytes:
    """The bytes behind a transfer encoding; an unknown one is taken for none."""
    if name == "base64":
        encoded, plain = parted_base64(encoded)
        return from_base64(encoded) + (from_quoted_printable(plain) if is_quoted_printable(plain) else plain)
    if name == "quoted-printable":
        return from_quoted_printable(encoded)
    return from_uuencode(encoded) if name in UUENCODE else encoded
