"""Every version of an event that was released still loads, and says what it said: tests/corpus/events/."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.events import ThreadRequested
from shared.events.topics import TOPICS

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "events"
TOPIC_OF = {topic.name: topic for topic in TOPICS}
REQUEST = FOLDER / "thread.requested-1.0-status.json"


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.stem)
def test_a_released_event_is_read_and_written_as_it_was(file: Path) -> None:
    """Of an older minor version the fields of later ones come beside, with their defaults."""
    golden = file.read_bytes().strip()
    kind = TOPIC_OF[file.name.split("-")[0]].event
    written = kind.from_record(golden, ()).to_record().value
    said = json.loads(golden)
    if said["schema_version"] == kind.model_fields["schema_version"].default:
        assert written == golden
    assert only(json.loads(written), said) == said


def only(written: object, said: object) -> object:
    """Of what is written the fields that were there then, also of parts within."""
    if isinstance(written, dict) and isinstance(said, dict):
        return {name: only(value, said[name]) for name, value in written.items() if name in said}
    if isinstance(written, list) and isinstance(said, list) and len(written) == len(said):
        return [only(*each) for each in zip(written, said, strict=True)]
    return written


@pytest.mark.parametrize(
    ("what", "other"),
    [
        pytest.param('"request":"status"', '"request":"shred"', id="a request that nobody knows"),
        pytest.param('"request":"status",', "", id="no request"),
        pytest.param('"status":"closed"', '"status":"gone"', id="a status that nobody knows"),
        pytest.param("the holder of", "the\\u0000holder of", id="a name with NUL"),
        pytest.param("the holder of EMAIL_API_TOKEN", "", id="nobody"),
        pytest.param("00.123456Z", "00.123456", id="an instant without an offset"),
        pytest.param("2026-11-29T", "9999-12-31T", id="an instant that PostgreSQL has and Python has not"),
    ],
)
def test_a_request_for_a_thread_is_read_strictly(what: str, other: str) -> None:
    text = REQUEST.read_text()
    assert what in text
    with pytest.raises(ValidationError):
        ThreadRequested.from_record(text.replace(what, other).encode(), ())
