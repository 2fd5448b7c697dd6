"""What a service says against itself, as `mailweave up` repeats it."""

import json

import pytest

from services.cli.installation.probe import reasons_in


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            json.dumps({"ready": False, "parts": {"start": "ok", "kafka": "is it up?", "topics": "not yet seen"}}),
            "kafka: is it up?; topics: not yet seen",
            id="/ready",
        ),
        pytest.param(
            json.dumps({"live": False, "reasons": {"sending": "no progress"}}), "sending: no progress", id="/live"
        ),
        pytest.param("[]", "", id="another JSON"),
        pytest.param("<html>", "", id="no JSON"),
    ],
)
def test_only_what_is_not_well_is_repeated(body: str, expected: str) -> None:
    assert reasons_in(body) == expected
