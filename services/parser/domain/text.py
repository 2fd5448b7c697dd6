"""Text that PostgreSQL and JSON can hold: no U+0000, no lone surrogates, no control characters but layout."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_LINE_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def storable(text: str) -> str:
    """The text without what cannot be stored; tabs, line ends and form feeds stay."""
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def one_line(text: str, limit: int) -> str:
    """The text as one line of at most `limit` characters."""
    return storable(_LINE_CONTROL.sub(" ", text[: 2 * limit]))[:limit].strip()


def first_bytes(text: str, limit: int) -> str:
    """As much of the text as fits into `limit` bytes of UTF-8."""
    if len(text) * 4 <= limit:
        return text
    return text.encode()[:limit].decode(errors="ignore")
