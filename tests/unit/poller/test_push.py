"""IDLE: what a cut means for the next one."""

from functools import reduce

import pytest

from services.poller.domain.push import EARLY_CUTS_UNTIL_POLLED, POLLED_FOR_S, Push

NOW = 1000.0


def after(*lasted_s: float) -> Push:
    return reduce(lambda push, lasted: push.cut(NOW, lasted), lasted_s, Push())


@pytest.mark.parametrize(
    ("push", "is_wanted"),
    [
        pytest.param(Push(), True, id="at first"),
        pytest.param(after(0.0, 1.0), True, id="cut early twice"),
        pytest.param(after(0.0, 1.0, 2.0), False, id="cut early each time"),
        pytest.param(after(*[1740.0] * 9), True, id="cut after the server's idle time"),
        pytest.param(after(0.0, 1.0, 300.0, 0.0, 1.0), True, id="cut late between"),
        pytest.param(after(0.0, 1.0).held(1.0, has_news=True).cut(NOW, 0.0), True, id="news between"),
        pytest.param(after(0.0, 1.0).held(1.0, has_news=False).cut(NOW, 0.0), False, id="broken off by us between"),
        pytest.param(Push().refused(NOW), False, id="refused"),
    ],
)
def test_whether_it_is_asked_for(push: Push, *, is_wanted: bool) -> None:
    assert push.is_wanted(NOW) is is_wanted


def test_after_an_hour_it_is_tried_once_more() -> None:
    push, later = after(*[0.0] * EARLY_CUTS_UNTIL_POLLED), NOW + POLLED_FOR_S
    assert push.is_wanted(later)
    assert not push.cut(later, 0.0).is_wanted(later)


def test_a_server_that_cuts_is_connected_to_with_modest_patience() -> None:
    delays = [after(*[0.0] * cuts).delay_s(0.0) for cuts in range(6)]
    assert delays == [2.0, 2.0, 4.0, 6.0, 6.0, 6.0]
    assert after(0.0).delay_s(1.0) == 1.0
