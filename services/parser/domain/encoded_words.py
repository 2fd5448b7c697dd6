"""Encoded words (RFC 2047), also where they must not stand, and raw eight-bit header fields."""

import binascii
import re

from services.parser.domain.charset import decoded
from services.parser.domain.text import storable
from services.parser.domain.transfer import from_base64

# The bound on the text keeps a header full of unfinished words from costing a square of its size.
WORD = r"=\?[^?\s]{1,75}\?[bBqQ]\?.{0,2048}?\?="
_WORD = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?(.{0,2048}?)\?=", re.DOTALL)


def field_text(value: bytes, charset_hint: str = "") -> str:
    """A header field's text. Raw eight-bit text is read as UTF-8, else in the body's charset, else windows-1252."""
    return with_words_decoded(raw_text(value, charset_hint))


def raw_text(value: bytes, charset_hint: str = "") -> str:
    """The characters of a field as it was written, encoded words untouched."""
    if value.isascii() and b"\x1b$" not in value:
        return value.decode("ascii")
    if b"\x1b$" in value:
        return decoded(value, "iso-2022-jp")[0]
    try:
        return value.decode()
    except UnicodeDecodeError:
        return decoded(value, charset_hint or "windows-1252")[0]


def with_words_decoded(text: str) -> str:
    """Decodes every encoded word; white space between two of them is dropped (RFC 2047 §6.2)."""
    if "=?" not in text:
        return storable(text)
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        label, content = word[1].partition("*")[0].lower(), _word_content(word[2], word[3])
        is_continued = bool(end) and not between.strip()
        if is_continued and label == charset:
            pending += content  # a character may be split over two words
        else:
            pieces.append(decoded(pending, charset)[0])
            pieces.append("" if is_continued else between)
            pending, charset = content, label
        end = word.end()
    return storable("".join((*pieces, decoded(pending, charset)[0], text[end:])))


def _word_content(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding in "bB":
        return from_base64(content)
    return binascii.a2b_qp(content, header=True)
