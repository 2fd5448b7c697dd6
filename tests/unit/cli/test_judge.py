"""The demo's judge: it names what is missing, and only that."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.cli.demo.judge import Seen, missing
from services.cli.demo.letters import plant

PLANTED = plant(datetime(2026, 1, 1, tzinfo=UTC))
ANSWERED = next(message for message in PLANTED if message.key == "first")


def _as_expected() -> dict[str, Seen]:
    return {
        message.key: Seen(
            mail_id=message.key,
            is_fetched=True,
            subject=message.subject,
            thread_id=f"id of {message.thread}",
            is_ruled=True,
            answered_by=message.answered_by,
            send_state="sent" if message.answered_by else None,
            reply_thread_id=f"id of {message.thread}" if message.answered_by else None,
            replies_received=1 if message.answered_by else 0,
        )
        for message in PLANTED
    }


def test_nothing_is_missing_when_all_is_as_expected() -> None:
    assert missing(PLANTED, _as_expected()) == []


def test_everything_is_missing_when_nothing_was_seen() -> None:
    assert len(missing(PLANTED, {})) == len(PLANTED)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"is_fetched": False}, "never fetched from support@mailweave.test", id="not-fetched"),
        pytest.param({"mail_id": None}, "fetched, but not parsed", id="not-parsed"),
        pytest.param({"thread_id": None}, "parsed, but not threaded", id="not-threaded"),
        pytest.param({"is_ruled": False}, "threaded, but no rules have run", id="not-ruled"),
        pytest.param({"answered_by": None}, "answered by no rule, expected Welcome new customers", id="no-rule"),
        pytest.param({"send_state": "in_doubt"}, "the auto-reply is in_doubt, expected sent", id="in-doubt"),
        pytest.param(
            {"replies_received": 2}, "the customer's mailbox holds 2 auto-replies to it, expected 1", id="twice"
        ),
        pytest.param({"reply_thread_id": "x"}, "the auto-reply did not come back into the thread", id="reply-thread"),
        pytest.param(
            {"subject": "?"}, "parsed with the subject '?', expected 'Question about my order'", id="wrong-subject"
        ),
    ],
)
def test_each_fault_is_named(change: dict[str, object], fault: str) -> None:
    seen = _as_expected()
    seen["first"] = replace(seen["first"], **change)  # type: ignore[arg-type]
    assert f"first (a first contact): {fault}" in missing(PLANTED, seen)


def test_an_answer_nobody_expected_is_a_fault() -> None:
    seen = _as_expected()
    seen["bounce"] = replace(seen["bounce"], replies_received=1)
    assert missing(PLANTED, seen) == ["bounce (a bounce): 1 auto-replies were received, expected none"]


def test_torn_and_mixed_threads_are_faults() -> None:
    seen = _as_expected()
    seen["late"] = replace(seen["late"], thread_id="id of order", reply_thread_id="id of order")
    assert missing(PLANTED, seen) == [
        "thread handle: torn into 2 threads",
        "thread id of order: mixes handle, order",
    ]
