"""What stands before the first field and is none."""

import pytest

from services.parser.domain.fields.beginning import (
    BLANK_BEFORE_HEADER,
    BYTE_ORDER_MARK,
    MBOX_LINE,
    MOST_ROUNDS,
    read_beginning,
)
from services.parser.domain.fields.header import read_header

MARK = b"\xef\xbb\xbf"
FIELD = b"Subject: a\n\ntext"
SKIPPED = {
    "nothing": (b"", ()),
    "a byte order mark": (MARK, (BYTE_ORDER_MARK,)),
    "an mbox line": (b"From ada Mon Mar  2 10:00:00 2026\n", (MBOX_LINE,)),
    "an escaped mbox line": (b">From ada Mon Mar  2 10:00:00 2026\r\n", (MBOX_LINE,)),
    "two mbox lines": (b"From ada\n>From bob\n", (MBOX_LINE,)),
    "blank lines": (b"\r\n \t\r\n\n", (BLANK_BEFORE_HEADER,)),
    "blanks": (b"  \t", (BLANK_BEFORE_HEADER,)),
    "all of it": (
        b"\n" + MARK + b"From ada\n \n" + MARK + b" ",
        (BLANK_BEFORE_HEADER, BYTE_ORDER_MARK, MBOX_LINE),
    ),
}


@pytest.mark.parametrize(("skipped", "defects"), SKIPPED.values(), ids=SKIPPED)
def test_what_is_passed_over(skipped: bytes, defects: tuple[str, ...]) -> None:
    header = read_header(skipped + FIELD)
    assert (header.first("subject"), header.body, header.defects) == (b"a", b"text", defects)


@pytest.mark.parametrize(
    "written",
    [b"From : a", b"From\t: a", b" From: a", b"\nX-Spam : 1", b"\nMime-Version: 1.0", b"\nReceived: from x"],
)
def test_blanks_before_the_colon_and_before_a_well_known_field(written: bytes) -> None:
    assert len(read_header(written + b"\n\ntext").fields) == 1


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"\nDear Ada: hello", b"Dear Ada: hello"),
        (b"\nhello\nSubject: a", b"hello\nSubject: a"),
        (MARK + b"\nhello", b"hello"),
        (b"From ada\n\nhello", b"hello"),
        (b"\n\n", b""),
    ],
)
def test_a_text_after_a_blank_line_stays_a_text(raw: bytes, body: bytes) -> None:
    header = read_header(raw)
    assert (header.fields, header.body) == ({}, body)


def test_however_much_there_is_the_work_is_bounded() -> None:
    assert read_beginning(MARK * 1_000_000).start == MOST_ROUNDS * len(MARK)
    assert read_beginning(b" \n" * 1_000_000 + FIELD).start == 2_000_000
