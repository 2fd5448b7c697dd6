"""What is added to a dead letter, and that it comes off again."""

from datetime import UTC, datetime

import pytest

from shared.errors import PermanentError
from shared.kafka.deadletter import LONGEST_REASON, Headers, describe, parted, reason
from tests.unit.shared.records import raw

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "own",
    [
        pytest.param((), id="none"),
        pytest.param((("x", b"\xff"), ("x", None), ("y", b"")), id="odd and doubled"),
        pytest.param((("dlq.error", b"planted"), ("dlq.reason", b"by hand")), id="like ours"),
    ],
)
def test_the_added_headers_come_off_again(own: Headers) -> None:
    letter = describe(raw(17, partition=3, topic="parsed"), PermanentError("no good"), "threader", 3, AT)
    assert parted([*own, *letter.headers()]) == (list(own), letter)
    assert parted(own) == (own, None)


def test_a_record_set_aside_twice_keeps_its_first_letter_as_its_own() -> None:
    first = describe(raw(1), PermanentError("first"), "rules", 2, AT)
    second = describe(raw(2), PermanentError("second"), "rules", 2, AT)
    headers, letter = parted([*first.headers(), *second.headers()])
    assert (headers, letter) == (first.headers(), second)


def test_a_letter_reads_as_one_line() -> None:
    letter = describe(raw(17, partition=3, topic="parsed"), PermanentError("too\nlarge"), "threader", 3, AT)
    assert str(letter) == "parsed partition 3 offset 17: PermanentError: too large (after 3 attempts)"


def test_only_our_own_errors_words_are_kept() -> None:
    try:
        _ = dict[str, str]()["hunter2"]
    except KeyError as error:
        told = reason(error)
    assert told.startswith("KeyError at unit/shared/test_deadletter.py:")
    assert "hunter2" not in told
    assert len(reason(PermanentError("x" * 10_000))) == LONGEST_REASON
