"""Encoded words (RFC 2047), also where they must not stand, and raw eight-bit header fields."""

import binascii
import re

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.encodings.labels import codec_of
from services.parser.domain.encodings.transfer import from_base64
from services.parser.domain.text import storable

# The bound on the text keeps a header full of unfinished words from costing a square of its size.
WORD = r"=\?[^?\s]{1,75}\?[bBqQ]\?.{0,2048}?\?="
_WORD = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?(.{0,2048}?)\?=", re.DOTALL)
_RAW_WORD = re.compile(WORD.encode(), re.DOTALL)


def field_text(value: bytes, charset_hint: str = "") -> str:
    """A header field's text; raw eight-bit text is read as UTF-8, else in the body's charset, else as it reads best."""
    return with_words_decoded(raw_text(value, charset_hint))


def raw_text(value: bytes, charset_hint: str = "") -> str:
    """The characters of a field as it was written, encoded words untouched: raw bytes in them are lone surrogates."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    pieces, end = [], 0
    for word in _RAW_WORD.finditer(value) if b"=?" in value else ():
        pieces += [_outside(value[end : word.start()], charset_hint), word[0].decode("ascii", "surrogateescape")]
        end = word.end()
    return "".join((*pieces, _outside(value[end:], charset_hint)))


def _outside(value: bytes, charset_hint: str) -> str:
    """Text between encoded words. A hint that fits every text, as UTF-8 and windows-1252 do here, says nothing."""
    codec = codec_of(charset_hint) if charset_hint and not value.isascii() else None
    if codec in {None, "utf-8", "cp1252"}:
        return decoded(value, "")[0]
    text, defect = decoded(value, charset_hint)
    return decoded(value, "")[0] if defect else text


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
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        content = text.encode("utf-8", "replace")
    if encoding in "bB":
        return from_base64(content)
    return binascii.a2b_qp(content, header=True)
