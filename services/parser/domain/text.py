"""Text that PostgreSQL and JSON can hold: no U+0000, no lone surrogates, no control characters but layout."""

import re

_CONTROL = bytes(byte for byte in range(0x20) if byte not in b"\t\n\x0c\r")
_LINE_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def storable(text: str) -> str:
    """The text without what cannot be stored; tabs, line ends and form feeds stay."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        encoded = text.encode(errors="replace")
        text = encoded.decode()
    kept = encoded.translate(None, _CONTROL)  # in UTF-8 these bytes are part of no other character
    return text if len(kept) == len(encoded) else kept.decode()


def one_line(text: str, limit: int) -> str:
    """The text as one line of at most `limit` characters."""
    return storable(_LINE_CONTROL.sub(" ", text[: 2 * limit]))[:limit].strip()


def first_bytes(text: str, limit: int) -> str:
    """As much of the text as fits into `limit` bytes of UTF-8."""
    if len(text) * 4 <= limit:
        return text
    return text.encode()[:limit].decode(errors="ignore")
