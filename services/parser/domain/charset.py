"""Charsets, which often lie (RFC 2045 §5.2, RFC 2978): labels are read as the WHATWG Encoding Standard does."""

import codecs
import re
from functools import lru_cache

from services.parser.domain.text import without_surrogates

UNKNOWN_CHARSET = "charset_unknown"
WRONG_CHARSET = "charset_wrong"

# What senders mean by a label that says less, or that Python does not know.
_MEANT = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "ansi_x3.4-1968": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
}
_NO_CHARSET = frozenset(
    codecs.lookup(name).name  # as codec_of compares it: "unicode-escape"
    for name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")
)
_WESTERN = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META_WITHIN_BYTES = 2048


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """Python's name of the codec that a label means, or None when there is none."""
    name = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_MEANT.get(name, name))
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NO_CHARSET else None


def decoded(content: bytes, label: str) -> tuple[str, str]:
    """The text, without lone surrogates, and a defect, empty when the label told the truth.

    UTF-8 is believed before any label of eight bits.
    """
    if content.isascii() and b"\x1b" not in content and not label.lower().startswith(("utf-7", "utf-16", "utf-32")):
        return content.decode("ascii"), ""
    codec = codec_of(label) if label else None
    if codec is None or codec in {"utf-8", "cp1252"}:
        defect = UNKNOWN_CHARSET if label and codec is None else ""
        try:
            return content.decode("utf-8-sig"), defect
        except UnicodeDecodeError:
            return _western(content), defect or (WRONG_CHARSET if codec == "utf-8" else "")
    try:
        return without_surrogates(content.decode(codec)), ""
    except (UnicodeError, ValueError):
        return _rescued(content, codec), WRONG_CHARSET


def html_charset(content: bytes) -> str:
    """The charset that an HTML document names itself, or an empty string."""
    found = _META.search(content[:_META_WITHIN_BYTES])
    return found[1].decode("ascii") if found else ""


def _western(content: bytes) -> str:
    """windows-1252; its five undefined bytes become the control characters of ISO-8859-1."""
    return codecs.charmap_decode(content, "strict", _WESTERN)[0]


def _rescued(content: bytes, codec: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return without_surrogates(content.decode(codec, "replace"))
