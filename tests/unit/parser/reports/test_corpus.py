"""Reports and automatic mail of tests/corpus/reports, each with the values that stood before it was parsed."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.parser.offline import parse_file

FOLDER = Path(__file__).resolve().parents[3] / "corpus" / "reports"
EXPECTED: Mapping[str, Mapping[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}


def said(name: str, line_end: bytes) -> Mapping[str, Any]:
    """What the parser makes of a message, in the form of expected.toml."""
    event = parse_file((FOLDER / f"{name}.eml").read_bytes().replace(b"\n", line_end))
    found: dict[str, Any] = {"auto": event.auto.kind, "is_auto": event.auto.is_auto}
    if event.report is not None:
        recipients = [
            [each.address, each.action or "", each.status or "", each.reason] for each in event.report.recipients
        ]
        named = {"original_message_id": event.report.original_message_id, "feedback_type": event.report.feedback_type}
        found |= {"report": event.report.kind, "recipients": recipients} | {k: v for k, v in named.items() if v}
    return found


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_message_says_what_it_was_written_to_say(name: str, line_end: bytes) -> None:
    assert said(name, line_end) == EXPECTED[name]


def test_every_message_is_expected_to_say_something() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == EXPECTED.keys()
    assert sum("report" in each for each in EXPECTED.values()) >= 60
