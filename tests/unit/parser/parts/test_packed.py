"""Compressed RTF ([MS-OXRTFCP]), RTF, and what of packed content is believed."""

import pytest

from services.parser.domain.message import parse_message
from services.parser.domain.parts.packed.compressed_rtf import RTF_MALFORMED, RTF_OVER_LIMIT, decompressed
from services.parser.domain.parts.packed.limits import MAX_PACKED_DEPTH, MAX_RTF_BYTES, MAX_RTF_DEPTH
from services.parser.domain.parts.packed.rtf import rtf_text
from services.parser.domain.parts.part import NESTING_OVER_LIMIT
from tests.harness.composed import LETTERS
from tests.harness.composed.letter import base64, written
from tests.harness.tnef import BODY, MESSAGE, attribute, compressed_rtf, file, tnef

# By compressed-rtf 1.0.7: references near and far, into what is being written, and the end.
OF_ANOTHER_PROGRAM = bytes.fromhex(
    "63000000810100004c5a46751918044a03000a0072637067313235f8322049054005a00782022005d02102206461792c0ef82069fd0e85"
    "2e0e6f0f7f108f0f1f102f0ebfff0fcf10df0f6f107f0f0f101f0eaf0fbf7710cf0f5f106761227f227f22737d012500"
)
ITS_TEXT = rb"{\rtf1\ansi\ansicpg1252 " + b"It comes on Monday, on Monday it comes. " * 8 + b"a" * 40 + b"}"
PLAIN = (20).to_bytes(4, "little") + (4).to_bytes(4, "little") + b"MELA" + bytes(4) + b"{x}\n"


@pytest.mark.parametrize(
    ("content", "expected", "defect"),
    [
        (OF_ANOTHER_PROGRAM, ITS_TEXT, ""),
        (compressed_rtf(b"{\\rtf1 x}"), b"{\\rtf1 x}", ""),
        (PLAIN, b"{x}\n", ""),
        (OF_ANOTHER_PROGRAM[:40], ITS_TEXT[:35], RTF_MALFORMED),
        (compressed_rtf(b"abc", 5), b"abc", RTF_MALFORMED),
        (compressed_rtf(b"abcde", 3), b"abc", ""),
        (compressed_rtf(b"abc", 2**32 - 1), b"abc", RTF_OVER_LIMIT),
        (compressed_rtf(b"")[:8] + b"ZIPx", b"", RTF_MALFORMED),
        (b"", b"", RTF_MALFORMED),
        (bytes(4) + b"\xff\0\0\0LZFu" + bytes(4) + b"\x01\xff\xf0", b"", RTF_MALFORMED),
    ],
    ids=[
        "of another program",
        "only literals",
        "not compressed",
        "cut off",
        "more said than there is",
        "less said than there is",
        "an absurd length",
        "another form",
        "nothing",
        "a reference to what is not written yet",
    ],
)
def test_compressed_rtf(content: bytes, expected: bytes, defect: str) -> None:
    assert decompressed(content) == (expected, defect)


def test_of_references_no_more_is_made_than_is_allowed() -> None:
    before = [214 + 17 * number & 0xFFF for number in range(300_000)]  # the byte before, 17 times
    references = [(place << 4 | 15).to_bytes(2, "big") for place in before]
    bomb = b"\0literals" + b"".join(b"\xff" + b"".join(references[at : at + 8]) for at in range(0, 300_000, 8))
    found, defect = decompressed(bytes(4) + b"\xff\xff\xff\x7fLZFu" + bytes(4) + bomb)
    assert (len(found), defect) == (MAX_RTF_BYTES, RTF_OVER_LIMIT)


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb"{\rtf1 a\par b\line c\tab d}", "a\nb\nc\td"),
        (rb"{\rtf1 \'e4\'c4}", "äÄ"),
        (rb"{\rtf1\ansicpg932 \'8c\'8e\'97j}", "月曜"),
        (rb"{\rtf1 \u8364?\u-10179?\u-8704?}", "€😀"),
        (rb"{\rtf1\uc2 \u8364 EU!}", "€!"),
        (rb"{\rtf1\uc0 \u8364 EU}", "€EU"),
        (rb"{\rtf1{\stylesheet hidden}{\*\unknown hidden}{\info{\title hidden}}shown}", "shown"),
        (b"{\\rtf1 a{\\pict\\bin4 }}}}b}c}", "ac"),
        (rb"{\rtf1 \{\\\}\~\_}", "{\\}\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}"),
        (b"{\\rtf1 one\r\n two}", "one two"),
        (b"{" * (MAX_RTF_DEPTH + 1) + b"deep", ""),
        (rb"{\rtf1 \ldblquote a\rdblquote \emdash}", "“a”—"),
        (b"\\", ""),
        (b"", ""),
    ],
    ids=[
        "lines",
        "octets",
        "two octets a character",
        "Unicode",
        "two fallbacks",
        "no fallback",
        "destinations",
        "binary",
        "symbols",
        "line ends are nothing",
        "too deep",
        "words for characters",
        "a lone backslash",
        "nothing",
    ],
)
def test_rtf(rtf: bytes, expected: str) -> None:
    assert rtf_text(rtf) == (expected, False)


def test_what_is_packed_deeper_than_anybody_does_stays_packed() -> None:
    stream = tnef(attribute(MESSAGE, BODY, b"deepest\0"))
    for _ in range(MAX_PACKED_DEPTH):
        stream = tnef(file(b"winmail.dat", stream))
    message = parse_message(written(base64("Content-Type: application/ms-tnef", stream)))
    assert [each.filename for each in message.attachments] == ["winmail.dat"]
    assert message.defects == (NESTING_OVER_LIMIT,)


@pytest.mark.parametrize("name", [name for name in LETTERS if name.startswith(("winmail", "signatures"))])
def test_a_packed_message_is_read_the_same_again(name: str) -> None:
    raw = LETTERS[name].raw
    assert parse_message(raw) == parse_message(raw)


@pytest.mark.parametrize("name", [name for name in LETTERS if name.startswith(("winmail", "signatures", "uuencoded"))])
def test_cut_off_anywhere_it_is_a_message(name: str) -> None:
    raw = LETTERS[name].raw
    for end in range(0, len(raw), 7):
        message = parse_message(raw[:end])
        assert sum(len(each.content) for each in message.attachments) <= 3 * len(raw)
