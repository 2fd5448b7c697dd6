"""What charset labels mean (WHATWG Encoding Standard §4.2), and those that only mail has."""

import codecs
import re
from functools import lru_cache

# The codec, and the labels without their punctuation. What Python knows by itself and means alike is left out.
_LABELS = {
    "utf-8": "unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 utf8bom utf8n xutf8 cputf8 cp65001",
    "cp1252": (
        "ascii usascii ansi ansix341968 ansix34 iso646us isoir6 cp367 ibm367 us csascii 8bit 7bit binary "
        "iso88591 iso885911987 isoir100 latin1 l1 cp819 ibm819 csisolatin1 latin iso8859 xcp1252 ansi1252 win1252"
    ),
    "cp1254": "iso88599 iso885991989 isoir148 latin5 l5 csisolatin5 xcp1254",
    "cp874": "iso885911 tis620 dos874 windows874 xwindows874",
    "iso8859-6": "csiso88596e csiso88596i iso88596e iso88596i",
    "iso8859-7": "suneugreek",
    "iso8859-8": "csiso88598e csiso88598i iso88598e iso88598i visual logical",
    "iso8859-15": "csisolatin9 latin9 l9 latin0",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8ru",
    "mac-roman": "csmacintosh mac macintosh xmacroman",
    "mac-cyrillic": "xmaccyrillic xmacukrainian",
    "mac-latin2": "xmacce xmaccentraleurroman",
    "gb18030": (
        "chinese csgb2312 csiso58gb231280 gb2312 gb231280 isoir58 gbk xgbk cngb euccn eucgb cp936 ms936 windows936"
    ),
    "big5hkscs": "big5 big5hkscs cnbig5 xxbig5 csbig5 big5eten big5hk",
    "cp950": "ms950 windows950 xwindows950",
    "euc_jp": "cseucpkdfmtjapanese xeucjp xeuc eucjpms eucjpwin cp51932 ujis",
    "cp932": (
        "shiftjis sjis xsjis csshiftjis ms932 mskanji windows31j cswindows31j sjiswin xmscp932 windows932 shiftjisms"
    ),
    "iso2022_jp_ext": "iso2022jp csiso2022jp iso2022jpms cp50220 cp50221 cp50222 iso2022jp1 iso2022jp2 jis",
    "cp949": (
        "cseuckr euckr xeuckr isoir149 ksc56011987 ksc56011989 csksc56011987 korean ksc5601 ks5601 windows949 ms949 "
        "xwindows949 uhc ks56011987 kscmssystem"
    ),
    "utf-16-le": "unicode csunicode iso10646ucs2 ucs2 unicodefeff",
    "utf-16-be": "unicodefffe",
    "utf-7": "unicode11utf7 xunicode20utf7 csunicode11utf7 cp65000",
    "hz": "hzgb2312 hzgb",
    "iso2022_kr": "csiso2022kr",
}
_CODEC_OF = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_NO_CHARSET = frozenset(
    codecs.lookup(name).name  # as codec_of compares it: "unicode-escape"
    for name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")
)
_PUNCTUATION = re.compile("[^a-z0-9]+")
_CODE_PAGE = re.compile(r"(?:cs|x)?(?:windows|win|cp|ibm|dos|oem|ms|microsoftcp|pc)(?:cp)?0*(\d{3,5})")
_ISO_8859 = re.compile(r"(?:cs)?iso8859(\d{1,2})(?:\d{4})?")


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """Python's name of the codec that a label means, or None when there is none."""
    name = label.partition("//")[0].strip(" \t\r\n\"'").lower().removeprefix("charset=")
    squeezed = _PUNCTUATION.sub("", name) if name.isascii() and "\0" not in name else ""
    page, iso = _CODE_PAGE.fullmatch(squeezed), _ISO_8859.fullmatch(squeezed)
    numbered = f"cp{page[1]}" if page else f"iso8859-{iso[1]}" if iso else None
    for each in (_CODEC_OF.get(squeezed), name, squeezed, numbered):
        codec = _text_codec(each) if each else None
        if codec is not None:
            return codec
    return None


def _text_codec(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NO_CHARSET else None
