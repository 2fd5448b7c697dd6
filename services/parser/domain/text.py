"""Text that PostgreSQL and JSON can hold: no U+0000, no lone surrogates, no control characters but layout."""

import re

_CONTROL = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\x0c\r"]
_REMOVED = dict.fromkeys(map(ord, _CONTROL))
_LINE_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def storable(text: str) -> str:
    """The text without what cannot be stored; tabs, line ends and form feeds stay."""
    if text.isprintable():
        return text
    return without_controls(without_surrogates(text))


def without_surrogates(text: str) -> str:
    """The text with "?" for each lone surrogate, which UTF-8 cannot hold."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def without_controls(text: str) -> str:
    """A text that has no lone surrogates, without what cannot be stored."""
    # Looking for one character after the other is fast in C, and most texts have none of them.
    return text.translate(_REMOVED) if any(character in text for character in _CONTROL) else text


def one_line(text: str, limit: int) -> str:
    """The text as one line of at most `limit` characters."""
    return storable(_LINE_CONTROL.sub(" ", text[: 2 * limit]))[:limit].strip()


def first_bytes(text: str, limit: int) -> str:
    """As much of the text as fits into `limit` bytes of UTF-8."""
    if len(text) * 4 <= limit:
        return text
    return text.encode()[:limit].decode(errors="ignore")
