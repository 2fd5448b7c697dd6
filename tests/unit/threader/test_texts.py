"""Subjects and the beginning of a text."""

import pytest

from services.threader.domain.reply_text import MOST_BYTES, reply_text
from services.threader.domain.subject import base_subject
from tests.unit.threader.letters import parsed


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("Question", "Question", id="nothing to strip"),
        pytest.param("Re: Question", "Question", id="reply"),
        pytest.param("RE : re[2]: Fwd: Fw: AW: WG: Question", "Question", id="many marks"),
        pytest.param("Re:", "", id="nothing left"),
        pytest.param("Question (fwd) (FWD)", "Question", id="trailers"),
        pytest.param("  two\r\n\t spaces\0 ", "two spaces", id="white space and NUL"),
        pytest.param("[list] Re: Question", "[list] Re: Question", id="a list name stays"),
        pytest.param("Regarding: this", "Regarding: this", id="no mark"),
        pytest.param("Re:" * 300 + "x", "x", id="hundreds of marks"),
        pytest.param("x" * 2000, "x" * 998, id="bounded"),
    ],
)
def test_base_subject(subject: str, expected: str) -> None:
    assert base_subject(subject) == expected


@pytest.mark.parametrize(
    ("plain", "html", "expected"),
    [
        pytest.param("text", "<p>other</p>", "text", id="plain first"),
        pytest.param("", "<p>Hello <b>you</b></p><script>no()</script>", "Hello you", id="HTML only"),
        pytest.param("", "", "", id="empty"),
        pytest.param("ü" * 5000, "", "ü" * (MOST_BYTES // 2), id="4 KB, not through a character"),
        pytest.param("x" + "\N{GRINNING FACE}" * 2000, "", "x" + "\N{GRINNING FACE}" * 1023, id="four bytes each"),
    ],
)
def test_reply_text(plain: str, html: str, expected: str) -> None:
    assert reply_text(parsed("a", plain_body=plain, html_body=html)) == expected


@pytest.mark.parametrize("written", ["Yes.", ""], ids=["an answer", "only a quote"])
def test_reply_text_is_what_was_newly_written(written: str) -> None:
    assert reply_text(parsed("a", plain_body="Yes.\n> Shall we?", reply_text=written)) == written
