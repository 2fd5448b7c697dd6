"""Labels that lie."""

import pytest

from services.parser.domain.charset import UNKNOWN_CHARSET, WRONG_CHARSET, decoded, html_charset

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
