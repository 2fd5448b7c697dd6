"""Labels that lie."""

import pytest

from services.parser.domain.encodings.charset import UNKNOWN_CHARSET, WRONG_CHARSET, decoded, html_charset
from services.parser.domain.encodings.japanese import from_euc_jp, from_iso_2022_jp
from services.parser.domain.encodings.labels import codec_of

CASES = {
    "UTF-8": ("ü".encode(), "utf-8", "ü", ""),
    "byte order mark": ("\ufeffü".encode(), "utf-8", "ü", ""),
    "no label, UTF-8": ("ü".encode(), "", "ü", ""),
    "no label, windows-1252": (b"\xfc\x80", "", "ü€", ""),
    "us-ascii with umlauts": (b"\xfc", "us-ascii", "ü", ""),
    "latin-1 that is UTF-8": ("ü".encode(), "iso-8859-1", "ü", ""),
    "UTF-8 that is windows-1252": (b"\xfc\x93", "utf-8", "ü“", WRONG_CHARSET),
    "koi8-r": ("Привет".encode("koi8-r"), "KOI8-R", "Привет", ""),
    "ISO-2022-JP that is UTF-8": ("Größe ä".encode(), "iso-2022-jp", "Größe ä", WRONG_CHARSET),
    "broken shift_jis": (b"\x83\x65\xff\xff", "shift_jis", "テ\uf8f3\uf8f3", ""),
    "unknown": (b"\xfc", "x-made-up", "ü", UNKNOWN_CHARSET),
    "NUL in the label": (b"\xfc", "a\x00b", "ü", UNKNOWN_CHARSET),
    "a codec that is no charset": (b"\xfc", "idna", "ü", UNKNOWN_CHARSET),
    "a codec of escapes": (rb"\x41\xfc" + b"\xfc", "unicode_escape", r"\x41\xfcü", UNKNOWN_CHARSET),
    "a codec of escapes, by its other name": (b"\\u0041\xfc", "raw-unicode-escape", r"\u0041ü", UNKNOWN_CHARSET),
    "a codec that only fails": (b"\xfc", "undefined", "ü", UNKNOWN_CHARSET),
    "a codec of bytes": (b"\xfc", "hex", "ü", UNKNOWN_CHARSET),
    "one bad byte leaves UTF-8 what it is": (
        "Größe ".encode() + b"\xff passt",
        "utf-8",
        "Größe \ufffd passt",
        WRONG_CHARSET,
    ),
    "cut in the middle of a character": ("Für Zoë".encode()[:-1], "utf-8", "Für Zo\ufffd", WRONG_CHARSET),
    "mostly UTF-8 without a label": ("äöü".encode() + b"\xe4", "", "äöü\ufffd", WRONG_CHARSET),
    "Cyrillic label on UTF-8": ("Привет".encode(), "windows-1251", "Привет", WRONG_CHARSET),
    "one pair of bytes proves no UTF-8": ("Её".encode("cp1251"), "windows-1251", "Её", ""),
    "Chinese as UTF-8": ("请确认订单".encode("gbk"), "utf-8", "请确认订单", WRONG_CHARSET),
    "Russian as ASCII": ("Где мой заказ".encode("koi8-r"), "x-made-up", "Где мой заказ", UNKNOWN_CHARSET),
    "ISO-2022-JP as UTF-8": ("修理の件".encode("iso-2022-jp"), "utf-8", "修理の件", WRONG_CHARSET),
    "ISO-2022-JP without a label": ("修理の件".encode("iso-2022-jp"), "", "修理の件", ""),
    "ISO-2022-JP that is Shift_JIS": ("修理の件".encode("cp932"), "iso-2022-jp", "修理の件", WRONG_CHARSET),
    "ISO-2022-JP with vendor characters": (b"\x1b$B-\x22|b\x1b(B.", "iso-2022-jp", "②髙.", ""),
    "ISO-2022-KR": (b"\x1b$)C\x0e>H\x0f", "utf-8", "안", WRONG_CHARSET),
    "an escape that is no charset's": (b"\x1b[1mx", "utf-8", "\x1b[1mx", ""),
    "EUC-JP with vendor characters": (b"\xad\xa2\xfc\xe2\x8e\xb1", "euc-jp", "②髙ｱ", ""),
    "EUC-JP with a bad byte": (b"\xa4\xa2\xff", "euc-jp", "あ\ufffd", WRONG_CHARSET),
    "gb2312 with a bad byte": ("打印机".encode("gbk") + b"\xff", "gb2312", "打印机\ufffd", WRONG_CHARSET),
    "no character of windows-1253": (b"\xe1\xd2", "windows-1253", "α\ufffd", WRONG_CHARSET),
    "a control character of windows-1251": (b"\xe0\x98", "windows-1251", "а\x98", ""),
    "UTF-16 by its mark": ("Ää".encode("utf-16"), "", "Ää", ""),
    "UTF-16 that is ASCII": (b"plain", "utf-16", "plain", ""),
    "undefined in windows-1252": (b"\x81\xfc", "windows-1252", "\x81ü", ""),
}


@pytest.mark.parametrize(("content", "label", "text", "defect"), CASES.values(), ids=CASES)
def test_decoded(content: bytes, label: str, text: str, defect: str) -> None:
    assert decoded(content, label) == (text, defect)


def test_windows_1252_keeps_every_byte() -> None:
    undefined = b"\x81\x8d\x8f\x90\x9d"
    known = bytes(byte for byte in range(0x80, 0x100) if byte not in undefined)
    assert decoded(known + undefined, "windows-1252") == (known.decode("cp1252") + undefined.decode("latin-1"), "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'<meta charset="koi8-r">', "koi8-r"),
        (b'<META http-equiv=Content-Type content="text/html; charset=windows-1251">', "windows-1251"),
        (b"<p>charset=utf-8", ""),
    ],
    ids=["HTML 5", "http-equiv", "none"],
)
def test_html_charset(content: bytes, expected: str) -> None:
    assert html_charset(content) == expected


MEANT = {
    "sjis": "cp932",
    "Shift-JIS": "cp932",
    "cp-850": "cp850",
    "IBM-850": "cp850",
    "Windows-31J": "cp932",
    "win-1251": "cp1251",
    "x-cp1250": "cp1250",
    "x-windows-949": "cp949",
    "KS_C_5601-1987": "cp949",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso88592": "iso8859-2",
    "ISO_8859-9:1989": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-7": "utf-7",
    "koi8-ru": "koi8-u",
    "ansi": "cp1252",
    '"utf-8"': "utf-8",
    "utf-8//TRANSLIT": "utf-8",
    "charset=utf-8": "utf-8",
    "x-user-made": None,
}


@pytest.mark.parametrize(("label", "codec"), MEANT.items(), ids=MEANT)
def test_what_a_label_means(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_python_s_japanese_codecs_and_ours_agree_where_both_know_a_character() -> None:
    text = "これは日本語のﾃｽﾄです。カタカナ abc"
    assert from_euc_jp(text.encode("euc_jp")) == text
    assert from_iso_2022_jp(text.encode("iso2022_jp_ext")) == text
