"""Messages of real programs (tests/corpus/programs) are read as what they were made of."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.parser.domain.message import parse_message
from services.parser.offline import parse_file
from shared.events import MessageParsed

FOLDER = Path(__file__).resolve().parents[3] / "corpus" / "programs"
FILES = FOLDER / "files"
EXPECTED: Mapping[str, Mapping[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}
_NUMBERED = re.compile(r"(?<= of message) .*\.eml$")
"""Of a fragment's name the id is made anew each time."""


def said(message: MessageParsed, expected: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the parser makes of it, in the form of expected.toml; blanks at the ends of texts aside."""
    text = message.plain_body.strip()
    first = {"begins": text.partition("\n")[0]} if "begins" in expected else {"text": text}
    attachments = [[_NUMBERED.sub("", each.filename), each.content_type] for each in message.attachments]
    found = {"subject": message.subject, **first, "html": message.html_body.strip(), "attachments": attachments}
    found |= {"defects": list(message.defects), "auto": str(message.auto.kind).replace("none", "")}
    return {name: value for name, value in found.items() if value}


def octets(written: str) -> bytes:
    """What a file of the folder holds, in the charset that stands after its name."""
    name, _, charset = written.partition(" ")
    content = (FILES / name).read_bytes()
    return content.decode().encode(charset) if charset else content


def same_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").rstrip(b"\n")


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_message_holds_what_it_was_made_of(name: str, line_end: bytes) -> None:
    expected = dict(EXPECTED[name])
    raw = (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", line_end)
    files = [each[2] for each in expected.get("attachments", [])]
    if files:
        expected["attachments"] = [each[:2] for each in expected["attachments"]]
    assert said(parse_file(raw), expected) == expected
    pairs = [
        (each.content, octets(file)) for each, file in zip(parse_message(raw).attachments, files, strict=True) if file
    ]
    assert [same_ends(content) for content, _ in pairs] == [same_ends(content) for _, content in pairs]


def test_every_message_is_expected_to_say_something() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == EXPECTED.keys()
    assert len(EXPECTED) >= 50
