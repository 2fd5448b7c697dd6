"""One batch with everything bad in it: none lost, none looping, the good ones handled once (DESIGN §4, facts 2, 5)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from aiokafka import ConsumerRecord

from shared.errors import DefectiveRecord, LeaseLostError, PermanentError, TransientError
from shared.events import FETCHED_HEADER
from shared.events.topics import CONNECTIVITY_REQUESTED, POLL_REQUESTED, RAW_FETCHED, Topic, TopicNames
from shared.kafka.deadletter import Headers, parted
from shared.settings import Settings
from tests.harness.echo import Echo, Fault, record
from tests.harness.kafka import Planted, committed, create_topics, plant, read_all
from tests.harness.raw import fetched
from tests.harness.service import running
from tests.harness.wait import eventually

SECRET = "hunter2"
ODD = [("x", b"\xff\xfe"), ("y", None), ("x", b""), ("ü", "é".encode())]


@dataclass(frozen=True)
class Row:
    """A planted record, and what must become of it."""

    label: str
    planted: Planted
    expected: str
    attempts: int = 0


def always(error: Callable[[str], Exception]) -> Fault:
    return lambda attempt: error(f"{SECRET} in attempt {attempt}" if error is KeyError else "no good")


FAULTS: dict[str, Fault] = {
    "transient twice": lambda attempt: TransientError("down") if attempt <= 2 else None,
    "lease lost once": lambda attempt: LeaseLostError("taken over") if attempt == 1 else None,
    "permanent": always(PermanentError),
    "defective": always(DefectiveRecord),
    "a bug": always(KeyError),
}
POLL_ROWS = [
    Row("first", record("first"), "handled"),
    Row("transient twice", record("transient twice", 2), "handled"),
    Row("non-UTF-8 header", record("non-UTF-8 header", headers=[("trace", b"\xff\xfe")]), "handled"),
    Row("null header", record("null header", headers=[("trace", None)]), "handled"),
    Row("bad JSON", Planted(b"1", b'{"account_id": 1'), "DefectiveRecord", 1),
    Row("not UTF-8", Planted(b"1", b"\xff\xfe\x00"), "DefectiveRecord", 1),
    Row("schema mismatch", record("schema mismatch", account_id="one"), "DefectiveRecord", 1),
    Row("a list", Planted(b"1", b"[]"), "DefectiveRecord", 1),
    Row("empty value", Planted(b"1", b""), "DefectiveRecord", 1),
    Row("tombstone", Planted(b"1", None, ODD), "DefectiveRecord", 1),
    Row("tombstone without key", Planted(None, None, [("only", b"header")]), "DefectiveRecord", 1),
    Row("bad JSON, odd headers", Planted(b"\xff", b"no", ODD), "DefectiveRecord", 1),
    Row("newer minor", record("newer minor", schema_version="1.7", added_later={"a": 1}), "handled"),
    Row("lease lost once", record("lease lost once", 3), "handled"),
    Row("permanent", record("permanent", headers=ODD), "PermanentError", 3),
    Row("defective", record("defective"), "DefectiveRecord", 3),
    Row("a bug", record("a bug"), "KeyError", 3),
    Row("same key as the lost lease", record("same key as the lost lease", 3), "handled"),
    Row("last", record("last"), "handled"),
]
RAW_ROWS = [
    Row("good", fetched("good"), "handled"),
    Row("foreign odd headers", fetched("foreign odd headers", extra=ODD), "handled"),
    Row("needed header not UTF-8", Planted(b"a", b"sealed", [(FETCHED_HEADER, b"\xff\xfe")]), "DefectiveRecord", 1),
    Row("needed header null", Planted(b"b", b"sealed", [(FETCHED_HEADER, None)]), "DefectiveRecord", 1),
    Row("needed header missing", Planted(b"c", b"sealed", ODD), "DefectiveRecord", 1),
    Row("needed header bad JSON", Planted(b"d", b"sealed", [(FETCHED_HEADER, b"{")]), "DefectiveRecord", 1),
    Row("tombstone", fetched("tombstone", sealed=None), "DefectiveRecord", 1),
    Row("last", fetched("last"), "handled"),
]


@pytest.mark.parametrize(
    ("topic", "rows", "first_batch"),
    [
        pytest.param(POLL_REQUESTED, POLL_ROWS, 11, id="poll.requested"),
        pytest.param(RAW_FETCHED, RAW_ROWS, 3, id="raw.fetched"),
    ],
)
async def test_every_record_of_a_planted_batch_is_handled_once_or_set_aside_as_it_came(
    settings: Settings, names: TopicNames, topic: Topic, rows: list[Row], first_batch: int
) -> None:
    servers = settings.kafka_servers
    await create_topics(servers, names, [topic, CONNECTIVITY_REQUESTED])
    await plant(servers, names.of(topic), [row.planted for row in rows])
    echo = Echo([row.label for row in rows], FAULTS, topic)
    async with running(echo.build, settings) as run:
        group = names.group(run.service, topic)

        async def all_committed() -> bool:
            return await committed(servers, group, names.of(topic)) == {0: len(rows)}

        await eventually(all_committed, deadline_s=30, what="the whole batch is committed")
        assert run.health.not_ready() == {}
        handled = await echo.handled(run)
    letters = await read_all(servers, names.dlq_of(topic))
    show(rows, handled, letters)

    assert len(echo.batches[0]) == first_batch, "all good records came in one batch"
    assert sorted(handled) == sorted(row.label for row in rows if row.expected == "handled")
    if topic is POLL_REQUESTED:
        assert handled.index("lease lost once") < handled.index("same key as the lost lease")
    by_offset = {offset_of(letter): letter for letter in letters}
    expected = {number: row for number, row in enumerate(rows) if row.expected != "handled"}
    assert by_offset.keys() == expected.keys()
    assert len(letters) == len(expected)
    for number, row in expected.items():
        letter = by_offset[number]
        headers, told = parted(letter.headers)
        assert is_as_planted(row, letter, headers), row.label
        assert told is not None
        assert (told.error, told.attempts) == (row.expected, row.attempts)
        assert (told.topic, told.partition, told.service) == (names.of(topic), 0, "tested")
        assert told.reason
        assert SECRET not in told.reason


def offset_of(letter: "ConsumerRecord[bytes | None, bytes | None]") -> int:
    _, told = parted(letter.headers)
    assert told is not None
    return told.offset


def show(rows: list[Row], handled: list[str], letters: "list[ConsumerRecord[bytes | None, bytes | None]]") -> None:
    """The table of the closing note: `pytest -s tests/contract/test_consume_planted.py`."""
    print(f"\n{'record':28} {'became':8} {'bytes':6} {'attempts':8} reason")
    for number, row in enumerate(rows):
        found = [letter for letter in letters if offset_of(letter) == number]
        if not found:
            print(f"{row.label:28} {'handled':8} {'':6} {'':8} {handled.count(row.label)} time(s)")
        for letter in found:
            headers, told = parted(letter.headers)
            same = "equal" if is_as_planted(row, letter, headers) else "DIFFER"
            assert told is not None
            print(f"{row.label:28} {'DLQ':8} {same:6} {told.attempts:<8} {told.error}: {told.reason}")


def is_as_planted(row: Row, letter: "ConsumerRecord[bytes | None, bytes | None]", headers: Headers) -> bool:
    planted = row.planted
    return (letter.key, letter.value, list(headers)) == (planted.key, planted.value, list(planted.headers))
