"""From bytes to events: what is good, what is bad, what is too new."""

import json

import pytest

from shared.errors import DefectiveRecord, HigherSchemaError
from shared.events import FETCHED_HEADER
from shared.events.topics import POLL_REQUESTED, RAW_FETCHED, Topic
from shared.kafka.decode import UNREADABLE, account_of, decode
from tests.unit.shared.records import raw


def value(**fields: object) -> bytes:
    return json.dumps({"account_id": 1} | fields).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(value(), id="the least"),
        pytest.param(value(schema_version="1.9", added_later=[1]), id="a newer minor version"),
        pytest.param(value(effects=None), id="an explicit null"),
    ],
)
def test_a_good_record_gives_its_event(content: bytes) -> None:
    assert decode(POLL_REQUESTED, raw(value=content)).account_id == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "has no value", id="a tombstone"),
        pytest.param(b"", "Invalid JSON", id="empty"),
        pytest.param(b"\xff\xfe", "Invalid JSON", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "Invalid JSON", id="nested without end"),
        pytest.param(b'"text"', "should be an object", id="not an object"),
        pytest.param(b"{}", "account_id: Field required", id="a field is missing"),
        pytest.param(value(schema_version="one"), "schema_version: ", id="a version that is none"),
    ],
)
def test_a_bad_record_is_defective_and_says_why(content: bytes | None, reason: str) -> None:
    with pytest.raises(DefectiveRecord, match=reason):
        decode(POLL_REQUESTED, raw(value=content))


@pytest.mark.parametrize(
    ("topic", "content", "headers"),
    [
        pytest.param(POLL_REQUESTED, value(schema_version="2.0"), (), id="readable"),
        pytest.param(POLL_REQUESTED, value(schema_version="12.1", account_id={}), (), id="unreadable"),
        pytest.param(RAW_FETCHED, b"sealed", ((FETCHED_HEADER, value(schema_version="2.0")),), id="in the header"),
    ],
)
def test_a_higher_major_version_is_neither_good_nor_bad(
    topic: Topic, content: bytes, headers: tuple[tuple[str, bytes | None], ...]
) -> None:
    with pytest.raises(HigherSchemaError, match="start a newer release of this service"):
        decode(topic, raw(value=content, headers=headers))


def test_what_was_found_in_a_field_is_not_told() -> None:
    with pytest.raises(DefectiveRecord) as caught:
        decode(POLL_REQUESTED, raw(value=value(force="hunter2", max_messages="hunter2", generation="hunter2")))
    assert "force: " in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("topic", "key", "content", "headers", "expected"),
    [
        pytest.param(POLL_REQUESTED, b"42", b"bad", (), "42", id="from the key"),
        pytest.param(POLL_REQUESTED, None, value(), (), "1", id="from the value"),
        pytest.param(POLL_REQUESTED, None, b"bad", (), UNREADABLE, id="unknown"),
        pytest.param(RAW_FETCHED, b"k", b"", ((FETCHED_HEADER, b'{"account_id": 7}'),), "7", id="from the header"),
        pytest.param(RAW_FETCHED, b"k", b"", ((FETCHED_HEADER, None),), UNREADABLE, id="header null"),
        pytest.param(RAW_FETCHED, b"k", b"", ((FETCHED_HEADER, b'{"account_id": "x1"}'),), UNREADABLE, id="no number"),
        pytest.param(POLL_REQUESTED, b"by hand 1", b"bad", (), UNREADABLE, id="the key is no account"),
    ],
)
def test_a_bad_record_still_tells_its_account_when_it_can(
    topic: Topic, key: bytes | None, content: bytes, headers: tuple[tuple[str, bytes | None], ...], expected: str
) -> None:
    assert account_of(topic, raw(key=key, value=content, headers=headers)) == expected
