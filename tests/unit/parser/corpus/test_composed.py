"""Messages that tests/harness/composed writes, with LF and with CRLF, say what they were composed of."""

import re
from pathlib import Path

import pytest

from services.parser.domain.message import parse_message
from tests.harness.composed import LETTERS
from tests.harness.composed.letter import Letter

FOLDER = Path(__file__).resolve().parents[3] / "corpus" / "mime"
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}
WRITTEN = "message/rfc822"
"""Of a message that was in TNEF the letter has the heading alone."""
_LINE_END = re.compile(rb"\r?\n")


def bare(content: bytes) -> bytes:
    """Line ends may have been changed on the way, and blanks at the end."""
    return content.replace(b"\r\n", b"\n").rstrip()


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_message_says_what_it_was_composed_of(letter: Letter, line_end: bytes) -> None:
    message = parse_message(_LINE_END.sub(line_end, letter.raw))
    files = [
        (each.filename, each.content_type, bare(each.content)[: len(bare(file[2])) if file[1] == WRITTEN else None])
        for each, file in zip(message.attachments, letter.files, strict=True)
    ]
    assert (message.plain_body.strip(), message.html_body.strip()) == (letter.text, letter.html)
    assert files == [(*each[:2], bare(each[2])) for each in letter.files]
    assert tuple(each.filename for each in message.attachments if each.is_inline) == letter.inline
    assert message.defects == letter.defects


def test_the_messages_lie_where_other_programs_can_read_them() -> None:
    lying = {path.stem: path.read_bytes() for path in FOLDER.glob("*.eml")}
    assert lying == {name: letter.raw for name, letter in LETTERS.items()}
    assert len(lying) >= 60
