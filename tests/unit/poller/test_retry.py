"""When gaps are asked for again, and when they end."""

from itertools import accumulate, takewhile

import pytest

from services.poller.domain.copies import GapReason
from services.poller.domain.retry import (
    LONGEST_S,
    MOST_ATTEMPTS,
    Attempt,
    GapEnd,
    OpenGap,
    absent,
    first_try_s,
    next_try_s,
    not_had,
)

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0


def gap(attempts: int = 0, *, was_absent: bool = False) -> OpenGap:
    return OpenGap("INBOX", 7, 2, GapReason.NOT_SHOWN, attempts, was_absent)


@pytest.mark.parametrize("reason", GapReason)
def test_all_but_what_was_erased_is_too_big_or_a_canary_is_asked_for_again(reason: GapReason) -> None:
    is_final = reason in (GapReason.ERASED, GapReason.TOO_BIG, GapReason.CANARY)
    assert first_try_s(reason, MINUTE_S) == (None if is_final else MINUTE_S)


@pytest.mark.parametrize(
    ("attempts", "jitter", "expected"),
    [
        pytest.param(1, 0, 4 * MINUTE_S, id="after minutes"),
        pytest.param(2, 0, 16 * MINUTE_S, id="more minutes"),
        pytest.param(3, 0, 64 * MINUTE_S, id="an hour"),
        pytest.param(4, 0, 256 * MINUTE_S, id="hours"),
        pytest.param(6, 0, DAY_S, id="a day"),
        pytest.param(MOST_ATTEMPTS - 1, 0, DAY_S, id="never longer"),
        pytest.param(MOST_ATTEMPTS, 0, None, id="no more"),
        pytest.param(1, 1, 3 * MINUTE_S, id="a quarter sooner"),
    ],
)
def test_next_try(attempts: int, jitter: float, expected: float | None) -> None:
    assert next_try_s(attempts, MINUTE_S, jitter) == expected


def test_a_gap_is_asked_for_during_two_weeks() -> None:
    delays = [next_try_s(attempts, MINUTE_S, 0) for attempts in range(1, MOST_ATTEMPTS + 1)]
    times = list(accumulate((delay for delay in delays if delay is not None), initial=MINUTE_S))
    assert len(list(takewhile(lambda at: at < DAY_S, times))) == 6
    assert 13 * DAY_S < times[-1] < 16 * DAY_S


@pytest.mark.parametrize(
    ("was_absent", "may_exist", "expected"),
    [
        pytest.param(False, False, True, id="once: it is remembered"),
        pytest.param(True, False, GapEnd.GONE, id="twice: it is gone"),
        pytest.param(True, True, False, id="it counts more than it lists: nothing is proved"),
    ],
)
def test_absent(was_absent: bool, may_exist: bool, expected: bool | GapEnd) -> None:
    became = absent(gap(was_absent=was_absent), may_exist=may_exist, first_s=MINUTE_S, jitter=0)
    assert (became.is_absent if isinstance(became, Attempt) else became) == expected


@pytest.mark.parametrize(
    ("attempts", "reason", "expected"),
    [
        pytest.param(0, GapReason.REFUSED, 4 * MINUTE_S, id="refused"),
        pytest.param(0, GapReason.TOO_BIG, None, id="now it is too big"),
        pytest.param(MOST_ATTEMPTS - 1, GapReason.DROPPED, None, id="the last attempt"),
    ],
)
def test_not_had(attempts: int, reason: GapReason, expected: float | None) -> None:
    attempt = not_had(gap(attempts), reason, "no", first_s=MINUTE_S, jitter=0)
    assert (attempt.reason, attempt.is_absent, attempt.next_try_s) == (reason, False, expected)
    assert expected is None or expected <= LONGEST_S
