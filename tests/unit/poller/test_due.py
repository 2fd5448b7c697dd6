"""When an account is polled next, in monotonic seconds."""

import pytest

from services.poller.domain.due import NEVER, Due
from services.poller.domain.failures import FailureKind
from services.poller.domain.frequency import Found, Frequency

NOW = 1000.0
FREQUENCY = Frequency.begin(300.0, is_own=True)
POLLED = Due.first(NOW, FREQUENCY, is_automatic=True)
BY_HAND = Due.first(NOW, FREQUENCY, is_automatic=False)
SOME = Found.SOME
WELL = POLLED.succeeded(NOW, SOME, 0.0, has_more=False)
DOWN = FailureKind.NETWORK


@pytest.mark.parametrize(
    ("due", "renew_at", "next_at"),
    [
        pytest.param(POLLED, NEVER, NOW, id="at the start"),
        pytest.param(WELL, NEVER, NOW + 300, id="by its frequency"),
        pytest.param(POLLED.succeeded(NOW, SOME, 0.0, has_more=True), NEVER, NOW, id="at once while there is more"),
        pytest.param(WELL, NOW + 9, NOW + 9, id="its connection is too old by then"),
        pytest.param(POLLED.waits(NOW, 900.0), NOW, NOW + 900, id="nothing may be fetched for a while"),
        pytest.param(POLLED.failed(DOWN, NOW, 0.0, 600.0), NEVER, NOW + 2, id="after a rest"),
        pytest.param(POLLED.failed(DOWN, NOW, 0.0, 600.0, 60.0), NEVER, NOW + 60, id="after the rest it was asked for"),
        pytest.param(POLLED.failed(DOWN, NOW, 0.0, 600.0), NOW, NOW + 2, id="no renewal in a rest"),
        pytest.param(POLLED.refused(NOW, 3600.0), NEVER, NOW + 3600, id="refused before the restart"),
        pytest.param(POLLED.succeeded(NOW, SOME, 0.0, has_more=False).in_s(NOW, 1.0), NEVER, NOW + 1, id="told to be"),
        pytest.param(BY_HAND, NEVER, NEVER, id="by hand: at the start"),
        pytest.param(BY_HAND.succeeded(NOW, SOME, 0.0, has_more=True), NEVER, NEVER, id="by hand: more"),
        pytest.param(BY_HAND.failed(DOWN, NOW, 0.0, 600.0), NEVER, NEVER, id="by hand: after a failure"),
        pytest.param(BY_HAND.in_s(NOW), NEVER, NEVER, id="by hand: told to be"),
    ],
)
def test_next(due: Due, renew_at: float, next_at: float) -> None:
    assert due.next_at(renew_at) == next_at


def test_a_failure_is_remembered_until_a_poll_goes_well() -> None:
    failed = POLLED.failed(DOWN, NOW, 0.0, 600.0)

    assert (failed.had_failure, failed.is_resting(NOW + 1), failed.is_resting(NOW + 2)) == (True, True, False)
    assert not failed.succeeded(NOW + 2, SOME, 0.0, has_more=False).had_failure


@pytest.mark.parametrize(
    ("messages", "kind", "rest_s"),
    [
        pytest.param(0, DOWN, 8.0, id="nothing came"),
        pytest.param(1, DOWN, 2.0, id="something came, and the connection broke"),
        pytest.param(1, FailureKind.QUOTA, 240.0, id="something came, and it asked for patience"),
    ],
)
def test_a_connection_that_has_brought_something_is_no_failure_in_a_row(
    messages: int, kind: FailureKind, rest_s: float
) -> None:
    failed = POLLED.failed(DOWN, NOW, 0.0, 600.0).failed(DOWN, NOW, 0.0, 600.0)
    assert failed.brought(messages).failed(kind, NOW, 0.0, 600.0).next_at(NEVER) == NOW + rest_s


def test_what_a_poll_has_brought_counts_at_the_next_failure_and_no_longer() -> None:
    failed = POLLED.failed(DOWN, NOW, 0.0, 600.0).failed(DOWN, NOW, 0.0, 600.0)
    well = failed.brought(7).succeeded(NOW + 9, SOME, 0.0, has_more=True).brought(0)
    once = well.failed(DOWN, NOW + 10, 0.0, 600.0)
    assert once.next_at(NEVER) == NOW + 10 + 2
    assert once.failed(DOWN, NOW + 12, 0.0, 600.0).next_at(NEVER) == NOW + 12 + 4


def test_an_account_that_may_fetch_nothing_has_not_failed() -> None:
    waiting = POLLED.failed(DOWN, NOW, 0.0, 600.0).waits(NOW + 100, 900.0)
    resting = [(waiting.is_resting(at), waiting.is_left_alone(at)) for at in (NOW + 101, NOW + 1000)]

    assert (waiting.had_failure, resting) == (False, [(True, False), (False, False)])
