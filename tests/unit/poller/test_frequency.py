"""How often an account is polled, by what its polls found."""

from collections.abc import Sequence

import pytest

from services.poller.domain.due import Due
from services.poller.domain.frequency import Found, Frequency

FULL, SOME, NOTHING = Found.FULL, Found.SOME, Found.NOTHING
DEFAULT = Frequency.begin(300.0, is_own=False)
OWN = Frequency.begin(300.0, is_own=True)


def after(frequency: Frequency, polls: Sequence[Found], *, is_pushed: bool = False) -> list[float]:
    intervals = []
    for found in polls:
        frequency = frequency.after(found, is_pushed=is_pushed)
        intervals.append(frequency.interval_s)
    return intervals


@pytest.mark.parametrize(
    ("frequency", "polls", "intervals"),
    [
        pytest.param(DEFAULT, [FULL] * 6, [150, 75, 37.5, 18.75, 15, 15], id="halved down to the least"),
        pytest.param(DEFAULT, [NOTHING] * 3, [600, 1200, 1200], id="doubled up to four times"),
        pytest.param(OWN, [NOTHING] * 3, [300, 300, 300], id="never above the account's own value"),
        pytest.param(OWN, [FULL, NOTHING, NOTHING], [150, 300, 300], id="its own value: faster, and back"),
        pytest.param(DEFAULT, [NOTHING, NOTHING, SOME], [600, 1200, 300], id="something comes: back at once"),
        pytest.param(DEFAULT, [NOTHING, NOTHING, FULL], [600, 1200, 600], id="a full poll after a quiet time"),
        pytest.param(DEFAULT, [FULL, SOME, NOTHING], [150, 150, 300], id="it stays fast while something comes"),
        pytest.param(Frequency.begin(5.0, is_own=True), [FULL] * 2, [5, 5], id="faster than the least as it is"),
    ],
)
def test_interval(frequency: Frequency, polls: list[Found], intervals: list[float]) -> None:
    assert after(frequency, polls) == intervals


def test_push_is_polled_as_it_is_configured() -> None:
    assert after(DEFAULT, [NOTHING, FULL, SOME], is_pushed=True) == [300, 300, 300]


@pytest.mark.parametrize(
    ("jitter", "rests"),
    [
        pytest.param(0.0, [300, 300], id="latest"),
        pytest.param(0.5, [150, 285], id="in the middle"),
        pytest.param(1.0, [0, 270], id="earliest"),
    ],
)
def test_the_first_rest_spreads_over_the_whole_interval(jitter: float, rests: list[float]) -> None:
    first = Due.first(0.0, OWN, is_automatic=True).succeeded(0.0, SOME, jitter, has_more=True)
    second = first.succeeded(0.0, SOME, jitter, has_more=False)
    third = second.succeeded(0.0, SOME, jitter, has_more=False)

    assert (first.at, [second.at, third.at]) == (0.0, rests)
