"""Charsets, which often lie (RFC 2045 §5.2, RFC 2978): labels are read as the WHATWG Encoding Standard does."""

import codecs
import re
from functools import lru_cache

from services.parser.domain.encodings.detection import detected
from services.parser.domain.encodings.japanese import from_euc_jp, from_iso_2022_jp
from services.parser.domain.encodings.labels import codec_of
from services.parser.domain.text import without_surrogates

UNKNOWN_CHARSET = "charset_unknown"
WRONG_CHARSET = "charset_wrong"

_WIDE = frozenset(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))
_ESCAPED = frozenset(("utf-7", "hz", "iso2022_kr", "iso2022_jp", "iso2022_jp_ext", "iso2022_jp_1", "iso2022_jp_2"))
_SHIFTED = _ESCAPED - {"utf-7", "hz"}
_WIDE_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_JAPANESE = {"euc_jp": from_euc_jp, "iso2022_jp_ext": from_iso_2022_jp}
_ESCAPE_TO = (
    (re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DQO])"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
_HIGH_BYTES = bytes(range(0x80, 0x100))
_UTF_8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_FEWEST_TO_OVERRULE = 2
_TRAILS = (0x41, 0xA1)  # of every charset of two bytes the one or the other ends a character
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META_WITHIN_BYTES = 2048


def decoded(content: bytes, label: str) -> tuple[str, str]:
    """The text, without lone surrogates, and a defect, empty when the label told the truth.

    A byte that is wrong in its charset is replaced, and the charset stays. UTF-8 is believed before any label of
    single bytes, escape sequences before any label: no other text looks like them.
    """
    if not content:
        return "", ""
    codec = codec_of(label) if label else None
    if content.isascii() and codec not in _ESCAPED and (codec not in _WIDE or b"\0" not in content):
        escaped = _escaped(content) if b"\x1b" in content else None
        if escaped is None:
            return content.decode("ascii"), ""
        return _in_codec(content, escaped)[0], WRONG_CHARSET if label else ""
    marked = _WIDE_MARKS.get(content[:2])
    if marked and codec not in _WIDE:
        return _in_codec(content[2:], marked)[0], ""
    if codec is None or codec in {"utf-8", "cp1252"}:
        return _eight_bit(content, codec, UNKNOWN_CHARSET if label and codec is None else "")
    return _in_codec(content, codec)


def html_charset(content: bytes) -> str:
    """The charset that an HTML document names itself, or an empty string."""
    found = _META.search(content[:_META_WITHIN_BYTES])
    return found[1].decode("ascii") if found else ""


def _escaped(content: bytes) -> str | None:
    return next((codec for pattern, codec in _ESCAPE_TO if pattern.search(content)), None)


def _eight_bit(content: bytes, codec: str | None, defect: str) -> tuple[str, str]:
    """Under a label that says little: UTF-8 where it mostly is, else what was declared, else what reads best."""
    try:
        return content.decode("utf-8-sig"), defect
    except UnicodeDecodeError:
        pass
    utf_8 = _mostly_utf_8(content, is_declared=codec == "utf-8")
    if utf_8 is not None:
        return utf_8, defect or WRONG_CHARSET
    other = None if codec == "cp1252" else detected(content)
    if other is not None:
        return _in_codec(content, other)[0], defect or (WRONG_CHARSET if codec else "")
    return _single_bytes(content, "cp1252"), defect or (WRONG_CHARSET if codec == "utf-8" else "")


def _in_codec(content: bytes, codec: str) -> tuple[str, str]:
    is_single = _table(codec) is not None
    if is_single and (utf_8 := _overruling_utf_8(content)) is not None:
        return utf_8, WRONG_CHARSET
    try:
        return without_surrogates(content.decode(codec)), ""
    except (UnicodeError, ValueError):
        pass
    if codec in _JAPANESE and (codec != "iso2022_jp_ext" or content.isascii()):
        text = _JAPANESE[codec](content)
        return text, WRONG_CHARSET if "\ufffd" in text else ""
    if is_single:
        text = _single_bytes(content, codec)
        return text, WRONG_CHARSET if "\ufffd" in text else ""
    return _rescued(content, codec), WRONG_CHARSET


def _rescued(content: bytes, codec: str) -> str:
    """What does not decode: UTF-8 if it is; a shifted charset has no high bytes; else the bad bytes are replaced."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if codec in _SHIFTED and b"\x1b" not in content:
        return _eight_bit(content, None, "")[0]
    return without_surrogates(content.decode(codec, "replace"))


def _mostly_utf_8(content: bytes, *, is_declared: bool) -> str | None:
    """UTF-8 with some bad bytes replaced, or None where those are no exception; a cut end is no bad byte."""
    if _UTF_8_PAIR.search(content) is None:
        return None
    text = content.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(content.translate(None, _HIGH_BYTES)) - bad
    bad -= text.endswith("\ufffd")
    return text if good > 0 and (good > bad or (is_declared and good == bad)) else None


def _overruling_utf_8(content: bytes) -> str | None:
    """The text when every high byte belongs to UTF-8, and there are enough of them not to be chance."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    high = len(text) - len(content.translate(None, _HIGH_BYTES))
    return text if high >= _FEWEST_TO_OVERRULE else None


def _single_bytes(content: bytes, codec: str) -> str:
    """Every byte stands for itself; where a charset of Windows has none it is the control character (WHATWG §9.1)."""
    return codecs.charmap_decode(content, "strict", _table(codec))[0]


@lru_cache(maxsize=128)
def _table(codec: str) -> str | None:
    """The 256 characters of a codec of single bytes, or None for any other codec."""
    if codec in _ESCAPED or codec in _WIDE:
        return None
    characters = [bytes([byte]).decode(codec, "ignore") for byte in range(256)]
    for lead in range(0x80, 0x100):
        if any(
            bytes((lead, trail)).decode(codec, "ignore") != characters[lead] + characters[trail] for trail in _TRAILS
        ):
            return None
    return "".join(each or (chr(byte) if byte < 0xA0 else "\ufffd") for byte, each in enumerate(characters))
