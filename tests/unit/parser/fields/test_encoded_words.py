"""RFC 2047 and raw eight-bit header fields."""

import pytest

from services.parser.domain.fields.encoded_words import field_text

CASES = {
    "plain": (b"Hello", "", "Hello"),
    "Q": (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=", "", "Grüße an alle"),
    "B": (b"=?UTF-8?b?R3LDvMOfZQ==?=", "", "Grüße"),
    "text around": (b"Re: =?iso-8859-1?q?M=FCller?= AG", "", "Re: Müller AG"),
    "white space between two words is dropped": (b"=?utf-8?q?a?=  =?utf-8?q?b?= c", "", "ab c"),
    "a character split over two words": (b"=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "", "ü"),
    "charsets change": (b"=?iso-8859-1?q?=FC?= =?utf-8?q?=C3=BC?=", "", "üü"),
    "with a language (RFC 2231)": (b"=?utf-8*de?q?=C3=BC?=", "", "ü"),
    "spaces where none may stand": (b"=?utf-8?q?a b c?=", "", "a b c"),
    "in quotes": (b'"=?utf-8?q?a=C3=BC?="', "", '"aü"'),
    "padding missing": (b"=?utf-8?B?w7w?=", "", "ü"),
    "unknown charset": (b"=?x-unknown?q?=FC?=", "", "ü"),
    "latin-1 label means windows-1252": (b"=?iso-8859-1?q?=93a=94?=", "", "“a”"),
    "gb2312 label means gb18030": (b"=?gb2312?B?xOO6ww==?=", "", "你好"),
    "unfinished": (b"=?utf-8?q?abc", "", "=?utf-8?q?abc"),
    "raw UTF-8": ("Grüße".encode(), "", "Grüße"),
    "raw latin-1": ("Grüße".encode("latin-1"), "", "Grüße"),
    "raw windows-1252": (b"\x84a\x93 \x80", "", "„a“ €"),
    "raw, in the body's charset": ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
    "raw ISO-2022-JP": ("テスト".encode("iso-2022-jp"), "", "テスト"),
    "raw GB 2312, nothing said": ("请确认报价单".encode("gb2312"), "", "请确认报价单"),
    "raw Shift_JIS under a Western body": ("ご注文の確認".encode("cp932"), "iso-8859-1", "ご注文の確認"),
    "raw KOI8-R under a UTF-8 body": ("Счёт на оплату".encode("koi8-r"), "utf-8", "Счёт на оплату"),
    "raw, cut in the middle of a character": ("Für Zoë".encode()[:-1], "", "Für Zo\ufffd"),
    "raw bytes inside a word are the word's": (b"=?iso-8859-1?q?Gr\xfc=DFe?=", "", "Grüße"),
    "raw bytes beside a word": (b"M\xfcller: =?koi8-r?b?0NLJ18XU?=", "", "Müller: привет"),
    "a word cut in the middle of a character": (b"=?utf-8?q?F=C3=BCr_Zo=C3?=", "", "Für Zo\ufffd"),
    "a label of the Encoding Standard": (b"=?sjis?b?h0A=?=", "", "①"),
    "U+0000 is removed": (b"a=?utf-8?q?=00?=b\x00", "", "ab"),
    "lone surrogate": (b"=?utf-7?q?+2AA-?=", "", "?"),
}


@pytest.mark.parametrize(("value", "hint", "expected"), CASES.values(), ids=CASES)
def test_field_text(value: bytes, hint: str, expected: str) -> None:
    assert field_text(value, hint) == expected
