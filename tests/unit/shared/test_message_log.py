"""A line a message and stage: which words, and how many under load."""

import logging
from pathlib import Path
from uuid import UUID

import pytest

from shared.events import DeliveryChanged, DeliveryState, Event, MessageParsed, PollRequested, SendKind, SendMessage
from shared.events.told import LONGEST_REASON, ids_of, told
from shared.ids import AccountId, SendId
from shared.message_log import MessageLog
from tests.unit.rules.letters import threaded
from tests.unit.shared.test_health import HandClock
from tests.unit.threader.letters import at

SEND_ID = SendId(UUID(int=7))
EVENT = PollRequested(account_id=AccountId(1), correlation_id=UUID(int=1))


def delivery(**changes: object) -> DeliveryChanged:
    fields = {"account_id": 1, "send_id": SEND_ID, "kind": SendKind.REQUEST, "recipient": "a@b.example"}
    state = {"state": DeliveryState.SENT, "message_id": "m@b.example", "attempt": 1, "at": at(0)}
    return DeliveryChanged.model_validate({**fields, **state, **changes})


def send() -> SendMessage:
    return SendMessage(account_id=AccountId(1), send_id=SEND_ID, to_emails=("a@b.example",), cc_emails=("c@d.example",))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(EVENT, "published: PollRequested", id="a request"),
        pytest.param(send(), "send asked for: request to 2 recipients", id="a send request"),
        pytest.param(delivery(), "send sent: a@b.example, attempt 1", id="sent"),
        pytest.param(
            delivery(state="deferred", reply_code=450, reason="later"),
            "send deferred: a@b.example, attempt 1 (450 later)",
            id="deferred",
        ),
    ],
)
def test_what_came_of_it(event: Event, expected: str) -> None:
    assert told(event) == expected


def test_a_message_in_its_thread_is_told_without_a_word_of_it() -> None:
    event = threaded("a", subject="Confidential", correlation_id=UUID(int=9))
    assert told(event) == f"threaded: new thread {event.thread_id} (first)"
    assert ids_of(event) == {
        "account_id": str(event.account_id),
        "mail_id": str(event.mail_id),
        "correlation_id": str(UUID(int=9)),
    }


def test_what_a_server_said_is_cut() -> None:
    assert len(told(delivery(reason="x" * 10_000))) < LONGEST_REASON + 100


def test_under_load_lines_are_left_out_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = HandClock()
    log = MessageLog(3, clock.monotonic)
    with caplog.at_level(logging.INFO):
        log.tell([EVENT] * 2)
        log.tell([EVENT] * 5)
        assert len(caplog.messages) == 3
        log.count_left_out()
        assert len(caplog.messages) == 3
        clock.at = 1.0
        log.count_left_out()
        assert caplog.messages[3:] == ["4 more in a second of many (EMAIL_LOG_MESSAGES_PER_S is 3)"]
        log.tell([EVENT])
    assert caplog.messages[4:] == ["published: PollRequested"]


def test_nothing_is_made_up_for_a_log_that_shows_no_info(caplog: pytest.LogCaptureFixture) -> None:
    clock = HandClock()
    log = MessageLog(0, clock.monotonic)
    with caplog.at_level(logging.WARNING):
        log.tell([EVENT])
    clock.at = 2.0
    with caplog.at_level(logging.INFO):
        log.count_left_out()
    assert caplog.messages == []


def test_a_report_is_told_without_a_word_of_it() -> None:
    golden = Path(__file__).resolve().parents[2] / "corpus" / "events" / "parsed-1.1-report.json"
    event = MessageParsed.from_record(golden.read_bytes(), ())
    assert told(event) == "parsed: 2 attachments, dsn about 1 recipients userunknown"
