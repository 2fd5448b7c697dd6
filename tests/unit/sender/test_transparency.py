"""The bytes between DATA and the final dot."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sender.domain.transparency import as_data

CASES = {
    "nothing": (b"", b"\r\n"),
    "as composed": (b"a\r\n\r\nb\r\n", b"a\r\n\r\nb\r\n"),
    "no last line end": (b"a", b"a\r\n"),
    "every kind of line end": (b"a\nb\rc\r\r\nd\n\r", b"a\r\nb\r\nc\r\n\r\nd\r\n\r\n"),
    "dots": (b".\r\n..\r\na.b\r\n.", b"..\r\n...\r\na.b\r\n..\r\n"),
    "a dot after LF alone": (b"a\n.b", b"a\r\n..b\r\n"),
}


@pytest.mark.parametrize(("raw", "expected"), CASES.values(), ids=CASES)
def test_what_is_written(raw: bytes, expected: bytes) -> None:
    assert as_data(raw) == expected


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"a"])).map(b"".join))
def test_no_line_ends_the_message_and_the_receiver_gets_its_lines(raw: bytes) -> None:
    lines = as_data(raw).split(b"\r\n")
    assert lines.pop() == b""
    assert b"." not in lines
    received = [line[1:] if line.startswith(b".") else line for line in lines]
    sent = re.split(rb"\r\n|\r|\n", raw)
    assert received == (sent[:-1] if sent[-1] == b"" and len(sent) > 1 else sent)
