"""RFC 5322 §2.2: fields in order, and what is malformed."""

import pytest

from services.parser.domain.fields.beginning import MBOX_LINE
from services.parser.domain.fields.header import (
    BARE_CR,
    HEADER_LINE_MALFORMED,
    HEADER_OVER_LIMIT,
    HEADER_WITHOUT_END,
    MAX_BYTES_OF_A_NAME,
    MAX_HEADER_BYTES,
    MAX_NAMES,
    NO_HEADER,
    read_header,
)

CASES = {
    "CRLF": (b"Subject: a\r\nTo: b\r\n\r\nbody\r\n", {"subject": (b"a",), "to": (b"b",)}, b"body\r\n", ()),
    "LF": (b"Subject: a\n\nbody", {"subject": (b"a",)}, b"body", ()),
    "folded, with a tab too": (b"Subject: a\r\n b\r\n\tc\r\n\r\n", {"subject": (b"a b c",)}, b"", ()),
    "repeats stay in order": (b"X: 1\nx: 2\nX:3\n\n", {"x": (b"1", b"2", b"3")}, b"", ()),
    "space before the colon (obs-optional)": (b"Subject : a\n\n", {"subject": (b"a",)}, b"", ()),
    "raw bytes are kept": (b"Subject: \xfc\x93\n\n", {"subject": (b"\xfc\x93",)}, b"", ()),
    "empty value": (b"Subject:\n\nx", {"subject": (b"",)}, b"x", ()),
    "no body": (b"Subject: a", {"subject": (b"a",)}, b"", ()),
    "mbox line": (b"From a@b Mon Jan 1\nSubject: a\n\nx", {"subject": (b"a",)}, b"x", (MBOX_LINE,)),
    "starts with a fold": (b" x\nSubject: a\n\nx", {"subject": (b"a",)}, b"x", (HEADER_LINE_MALFORMED,)),
    "a broken line between": (b"A: 1\nbroken\nB: 2\n\nx", {"a": (b"1",), "b": (b"2",)}, b"x", (HEADER_LINE_MALFORMED,)),
    "no empty line": (b"A: 1\ntext follows\nmore", {"a": (b"1",)}, b"text follows\nmore", (HEADER_WITHOUT_END,)),
    "no header": (b"just text\nand more", {}, b"just text\nand more", (NO_HEADER,)),
    "begins with an empty line": (b"\r\n\r\nDear all: a", {}, b"Dear all: a", (NO_HEADER,)),
    "zero bytes": (b"", {}, b"", (NO_HEADER,)),
    "line ends of an old Mac": (b"A: 1\r\rx\ry", {"a": (b"1",)}, b"x\ny", (BARE_CR,)),
}


@pytest.mark.parametrize(("raw", "fields", "body", "defects"), CASES.values(), ids=CASES)
def test_header(raw: bytes, fields: dict[str, tuple[bytes, ...]], body: bytes, defects: tuple[str, ...]) -> None:
    header = read_header(raw)
    assert (dict(header.fields), header.body, header.defects) == (fields, body, defects)


KEPT = {
    "thousands of recipients": b"To: %s\n" % b",\n ".join(b"Staff %d <s%d@firm.test>" % (n, n) for n in range(20_000)),
    "one endless field": b"To: %s\n" % (b"x" * MAX_BYTES_OF_A_NAME * 2),
    "one field, again and again": b"X: y\n" * 50_000,
    "more names than anybody uses": b"".join(b"X-%d: y\n" % n for n in range(2 * MAX_NAMES)),
}


@pytest.mark.parametrize("fields", KEPT.values(), ids=KEPT)
def test_no_field_costs_the_fields_behind_it(fields: bytes) -> None:
    header = read_header(fields + b"Subject: all hands\nFrom: ada@b.test\n\nbody")
    assert (header.first("subject"), header.first("from"), header.body) == (b"all hands", b"ada@b.test", b"body")
    assert header.defects == (HEADER_OVER_LIMIT,)
    for name in header.fields:
        assert sum(map(len, header.all(name))) <= MAX_BYTES_OF_A_NAME


def test_fields_beyond_the_limit_are_left_out_and_the_body_is_found() -> None:
    header = read_header(b"A: 1\n" + b"X: y\n" * (MAX_HEADER_BYTES // 5) + b"B: 2\n\nbody")
    assert (header.first("a"), header.first("b"), header.body) == (b"1", None, b"body")
    assert HEADER_OVER_LIMIT in header.defects
