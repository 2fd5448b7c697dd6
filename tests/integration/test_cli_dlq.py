"""Dead letters on the command line, on the real broker."""

import asyncio
import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from deploy.local.endpoints import Endpoints
from services.cli.app import run
from shared.dead_letters.stored import redrive_group
from shared.events.topics import PARSED, RAW_FETCHED, Topic, TopicNames
from shared.kafka.deadletter import DeadLetter
from shared.settings import Settings
from tests.harness.kafka import Headers, Planted, committed, create_topics, plant, read_all

NASTY: Headers = (("a", b"\xff\xfe"), ("null", None), ("a", b"again"), ("", b""))
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Letters:
    """The dead letters of one test, and the commands on them."""

    def __init__(self, settings: Settings, capture: pytest.CaptureFixture[str]) -> None:
        self.settings = settings
        self.names = TopicNames(settings.topic_prefix)
        self._capture = capture

    def plant(self, topic: Topic, records: Sequence[Planted]) -> None:
        letters = [
            Planted(each.key, each.value, [*each.headers, *why(topic, number)]) for number, each in enumerate(records)
        ]
        asyncio.run(plant(self.settings.kafka_servers, self.names.dlq_of(topic), letters))

    def put_back(self, topic: Topic) -> list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]]:
        records = asyncio.run(read_all(self.settings.kafka_servers, self.names.of(topic)))
        return [(record.key, record.value, list(record.headers)) for record in records]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._capture.readouterr()
        code = run(["dlq", *arguments])
        printed = self._capture.readouterr()
        return code, printed.out, printed.err


def why(topic: Topic, offset: int) -> list[tuple[str, bytes | None]]:
    return DeadLetter("DefectiveRecord", "not \x1b[31mJSON", topic.name, 0, 40 + offset, "parser", 3, AT).headers()


@pytest.fixture
def dlq(
    stack: Endpoints,
    topic_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: object,
) -> Letters:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("EMAIL_KAFKA_SERVERS", stack.kafka_servers)
    monkeypatch.setenv("EMAIL_TOPIC_PREFIX", topic_prefix)
    settings = Settings(kafka_servers=stack.kafka_servers, topic_prefix=topic_prefix)
    asyncio.run(create_topics(stack.kafka_servers, TopicNames(topic_prefix), (RAW_FETCHED, PARSED)))
    return Letters(settings, capsys)


RECORDS = (
    Planted(b"1", b'{"half": ', NASTY),
    Planted(None, b"\x00\x01\x02 \x1b]0;title\x07", ()),
    Planted(b"2", None, (("only", b"header"),)),
    Planted(None, None, (("tombstone", b"without a key"),)),
)


def test_letters_are_listed_with_why_and_from_where(dlq: Letters) -> None:
    assert dlq("list")[:2] == (0, "no dead letters\n")
    dlq.plant(PARSED, RECORDS)
    dlq.plant(RAW_FETCHED, RECORDS[:1])
    code, printed, _ = dlq("list")
    reasons = [
        r"raw.fetched 0:0: DefectiveRecord: not \x1b[31mJSON",
        r"parsed 0:0 0:1 0:2 0:3: DefectiveRecord: not \x1b[31mJSON",
    ]
    assert (code, len(printed.splitlines()), printed.splitlines()[7:]) == (0, 1 + 5 + 1 + 2, reasons)
    assert [word for word in ("0:3", "parsed 0:42", "2026-03-01 12:00", "waits") if word not in printed] == []
    assert ("\x1b" in printed, r"not \x1b[31mJSON" in printed) == (False, True)
    listed = json.loads(dlq("list", "--topic", "raw.fetched", "--format", "json")[1])
    assert [(each["offset"], each["origin"], each["state"]) for each in listed] == [
        ("0:0", "raw.fetched 0:40", "waits")
    ]


def test_a_letter_is_shown_without_acting_on_the_terminal(dlq: Letters) -> None:
    dlq.plant(PARSED, RECORDS)
    code, printed, _ = dlq("show", "--topic", "parsed.dlq", "--offset", "0:0")
    assert (code, "dlq." in printed, r"header       a = \xff\xfe" in printed) == (0, False, True)
    assert "header       null = (null)" in printed
    printed = dlq("show", "--topic", "parsed", "--offset", "0:1")[1]
    assert (r"\x00\x01\x02 \x1b]0;title\x07" in printed, "\x1b" in printed) == (True, False)
    document = json.loads(dlq("show", "--topic", "parsed", "--offset", "0:1", "--format", "json")[1])
    assert base64.b64decode(document["value_base64"]) == RECORDS[1].value
    code, _, error = dlq("show", "--topic", "parsed", "--offset", "0:9")
    assert (code, error) == (1, "mailweave: there is no dead letter 0:9 of parsed: `mailweave dlq list` shows all\n")


def test_redrive_puts_every_letter_back_byte_for_byte_and_only_once(dlq: Letters) -> None:
    dlq.plant(PARSED, RECORDS)
    assert dlq("redrive", "--all")[:2] == (0, "put back 4, already put back earlier 0\n")
    assert dlq.put_back(PARSED) == [(each.key, each.value, list(each.headers)) for each in RECORDS]
    assert dlq("redrive", "--all", "--topic", "parsed")[1] == "put back 0, already put back earlier 4\n"
    dlq.plant(PARSED, RECORDS[:1])
    assert dlq("redrive", "--all")[1] == "put back 1, already put back earlier 4\n"
    assert len(dlq.put_back(PARSED)) == 5
    group = redrive_group(dlq.settings, PARSED)
    assert group == f"{dlq.settings.topic_prefix}dlq.parsed"
    assert asyncio.run(committed(dlq.settings.kafka_servers, group, dlq.names.dlq_of(PARSED))) == {0: 5}


def test_single_letters_are_put_back_in_any_order(dlq: Letters) -> None:
    dlq.plant(PARSED, RECORDS)
    for offset in ("0:2", "0:0", "0:2"):
        assert dlq("redrive", "--topic", "parsed", "--offset", offset)[0] == 0
    assert [key for key, _, _ in dlq.put_back(PARSED)] == [b"2", b"1"]
    states = ["put back" if "put back" in line else "waits" for line in dlq("list")[1].splitlines()[1:5]]
    assert states == ["put back", "waits", "put back", "waits"]
    assert dlq("redrive", "--all")[1] == "put back 2, already put back earlier 2\n"
    code, _, error = dlq("redrive", "--topic", "parsed", "--offset", "0:77")
    assert (code, "there is no dead letter 0:77 of parsed" in error) == (1, True)
    code, _, error = dlq("redrive", "--topic", "parsed", "--offset", "7")
    assert (code, "--offset 7: write PARTITION:OFFSET, as in 0:17" in error) == (2, True)


def test_a_record_that_somebody_put_there_by_hand_is_put_back_as_it_is(dlq: Letters) -> None:
    asyncio.run(
        plant(dlq.settings.kafka_servers, dlq.names.dlq_of(PARSED), [Planted(b"k", b"v", (("dlq.error", b"x"),))])
    )
    assert "nobody wrote down why" in dlq("list")[1]
    assert dlq("show", "--topic", "parsed", "--offset", "0:0")[0] == 0
    assert dlq("redrive", "--all")[0] == 0
    assert dlq.put_back(PARSED) == [(b"k", b"v", [("dlq.error", b"x")])]


def test_a_discarded_letter_is_marked_kept_and_never_put_back(dlq: Letters) -> None:
    dlq.plant(PARSED, RECORDS)
    discard = ("discard", "--topic", "parsed", "--offset", "0:1", "--reason")
    assert dlq(*discard, "a \x1b[31mtest")[:2] == (0, "discarded 0:1 of parsed: `mailweave dlq show` still has it\n")
    printed = dlq("list")[1].splitlines()
    assert [line.split()[-1] for line in printed[1:5]] == ["waits", "discarded", "waits", "waits"]
    assert [line for line in printed[5:] if "discarded: " in line] == [
        r"parsed 0:1: DefectiveRecord: not \x1b[31mJSON (discarded: a \x1b[31mtest)"
    ]
    document = json.loads(dlq("show", "--topic", "parsed", "--offset", "0:1", "--format", "json")[1])
    assert (document["state"], document["discarded_because"]) == ("discarded", "a \x1b[31mtest")
    assert dlq("redrive", "--all")[1] == "put back 3, already put back earlier 0, discarded 1\n"
    assert [record[1] for record in dlq.put_back(PARSED)] == [RECORDS[0].value, None, None]
    assert "origin       parsed 0:41" in dlq("show", "--topic", "parsed", "--offset", "0:1")[1]
    for place, sentence in (
        ("0:1", "was discarded already: a"),
        ("0:0", "was put back already"),
        ("0:9", "there is no"),
    ):
        code, _, error = dlq("discard", "--topic", "parsed", "--offset", place, "--reason", "again")
        assert (code, sentence in error) == (1, True), error


@pytest.mark.parametrize("reason", ["", " \t"])
def test_without_a_reason_nothing_is_discarded(dlq: Letters, reason: str) -> None:
    dlq.plant(PARSED, RECORDS[:1])
    code, _, error = dlq("discard", "--topic", "parsed", "--offset", "0:0", "--reason", reason)
    assert (code, error) == (1, "mailweave: give a reason: whoever finds the letter later reads it\n")
    assert "waits" in dlq("list")[1]


def test_a_record_that_fails_again_is_the_same_row(dlq: Letters) -> None:
    for times in range(1, 4):
        dlq.plant(PARSED, RECORDS[:2])
        _, *rows, nothing, _ = dlq("list")[1].splitlines()
        assert (len(rows), nothing) == (2, "")
        assert ["waits" in row for row in rows] == [True, True]
        assert [f"set aside {times} times" in row for row in rows] == [times > 1] * 2
        assert dlq("redrive", "--all")[1].startswith("put back 2, ")
    assert [row.split()[1] for row in dlq("list")[1].splitlines()[1:3]] == ["0:4", "0:5"]
    code, printed, _ = dlq("show", "--topic", "parsed", "--offset", "0:0", "--format", "json")
    assert (code, json.loads(printed)["state"]) == (0, "put back")


def test_two_records_alike_that_both_wait_are_two_rows(dlq: Letters) -> None:
    dlq.plant(PARSED, [RECORDS[0], RECORDS[0]])
    assert len(dlq("list")[1].splitlines()) == 1 + 2 + 1 + 1
