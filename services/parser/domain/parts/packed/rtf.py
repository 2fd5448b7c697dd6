"""Rich Text Format as a text, or as the HTML that it was made of ([MS-OXRTFEX]); nothing of its looks."""

import html
import re
import sys
from dataclasses import dataclass, field, replace

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.parts.packed.limits import MAX_RTF_DEPTH, MAX_RTF_TOKENS
from services.parser.domain.parts.packed.rtf_words import CHARACTERS, CODE_PAGES, DOUBLE_BYTE, HIDDEN, SYMBOLS

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})?\x20?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n\0]+|([^\\{}\r\n\0]{1,4096})", re.DOTALL
)
_DEFAULT_CHARSET = "cp1252"
_HEAD_CHARS = 400
_FROM_HTML = re.compile(r"\\fromhtml1\b")


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds between two braces: whether anything is shown, in which charset, and where within HTML one is."""

    is_hidden: bool = False
    is_tag: bool = False
    is_only_rtf: bool = False
    is_font_table: bool = False
    font: int = 0
    charset: str = ""
    fallbacks: int = 1


@dataclass(slots=True)
class _Reading:
    is_html: bool
    charset: str = _DEFAULT_CHARSET
    fonts: dict[int, str] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    is_optional: bool = False
    place: int = 0


def rtf_text(content: bytes) -> tuple[str, bool]:
    """The text, and whether it is HTML. Of more than a million tokens the first are read."""
    text = content.decode("latin-1")
    reading = _Reading(is_html=_FROM_HTML.search(text, 0, _HEAD_CHARS) is not None)
    for _ in range(MAX_RTF_TOKENS):
        token = _TOKEN.match(text, reading.place)
        if token is None:
            break
        reading.place = token.end()
        _read(reading, token)
    _flush(reading)
    joined = "".join(reading.found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined, reading.is_html


def _read(reading: _Reading, token: re.Match[str]) -> None:
    word, number, octet, symbol, brace, text = token.groups()
    if octet:
        _octet(reading, int(octet, 16))
        return
    if text and reading.octets and (reading.group.charset or reading.charset) in DOUBLE_BYTE:
        reading.octets += text.encode("latin-1")  # the second byte of a character may be written as a letter
        return
    if word or symbol or brace or text:  # a line end between two octets is nothing
        _flush(reading)
    if brace:
        _brace(reading, brace)
    elif word:
        _word(reading, word, int(number) if number else None)
    elif symbol:
        _symbol(reading, symbol)
    elif text:
        _plain(reading, text)


def _octet(reading: _Reading, octet: int) -> None:
    if reading.to_skip:
        reading.to_skip -= 1
    elif _is_shown(reading):
        reading.octets.append(octet)


def _plain(reading: _Reading, text: str) -> None:
    shown, reading.to_skip = text[reading.to_skip :], max(0, reading.to_skip - len(text))
    _show(reading, decoded(shown.encode("latin-1"), reading.group.charset or reading.charset)[0])


def _brace(reading: _Reading, brace: str) -> None:
    reading.to_skip, reading.is_optional = 0, False
    if brace == "{":
        reading.outer.append(reading.group)
        if len(reading.outer) > MAX_RTF_DEPTH:
            reading.place = sys.maxsize  # nobody writes that deep: the rest is not read
    elif reading.outer:
        reading.group = reading.outer.pop()


def _symbol(reading: _Reading, symbol: str) -> None:
    if symbol == "*":
        reading.is_optional = True
    elif reading.to_skip:
        reading.to_skip -= 1
    else:
        _show(reading, SYMBOLS.get(symbol, ""))


def _word(reading: _Reading, word: str, number: int | None) -> None:
    group, is_optional, reading.is_optional = reading.group, reading.is_optional, False
    if word == "bin":
        reading.place += max(0, number or 0)
    elif word == "u" and number is not None:
        _show(reading, chr(number & 0xFFFF))
        reading.to_skip = group.fallbacks
    elif word in CHARACTERS:
        _show(reading, CHARACTERS[word])
    elif word in HIDDEN or (is_optional and word != "htmltag"):
        reading.group = replace(group, is_hidden=True, is_font_table=word == "fonttbl")
    else:
        _setting(reading, word, number)


def _setting(reading: _Reading, word: str, number: int | None) -> None:
    group = reading.group
    if word == "htmltag":
        reading.group = replace(group, is_tag=True)
    elif word == "htmlrtf":
        reading.group = replace(group, is_only_rtf=number != 0)
    elif word == "uc":
        reading.group = replace(group, fallbacks=min(max(number or 0, 0), 16))
    elif word == "ansicpg" and number:
        reading.charset = f"cp{number}"
    elif word == "f":
        reading.group = replace(group, font=number or 0, charset=reading.fonts.get(number or 0, ""))
    elif word == "fcharset" and group.is_font_table and number in CODE_PAGES:
        reading.fonts[group.font] = CODE_PAGES[number]


def _is_shown(reading: _Reading) -> bool:
    group = reading.group
    if reading.is_html:
        return not group.is_hidden and not group.is_only_rtf
    return not group.is_hidden


def _show(reading: _Reading, text: str) -> None:
    if text and _is_shown(reading):
        is_text_of_html = reading.is_html and not reading.group.is_tag
        reading.found.append(html.escape(text, quote=False) if is_text_of_html else text)


def _flush(reading: _Reading) -> None:
    """Octets one after the other are decoded together: a character may take two."""
    if reading.octets:
        text = decoded(bytes(reading.octets), reading.group.charset or reading.charset)[0]
        reading.octets.clear()
        _show(reading, text)
