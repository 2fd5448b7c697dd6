"""When a server is asked for more mail instead of being waited for."""

import pytest

from services.poller.domain.pace import ASK_EACH_S, Pace, ask_after_s

NEVER = float("-inf")


@pytest.mark.parametrize(
    ("came_at", "asks_until"),
    [
        pytest.param([100.0], NEVER, id="the first mail"),
        pytest.param([100.0, 101.0], NEVER, id="lone mails"),
        pytest.param([100.0, 100.5], 101.0, id="a stream"),
        pytest.param([100.0, 100.5, 101.25], 101.75, id="a stream that goes on"),
        pytest.param([100.0, 100.5, 102.0], NEVER, id="a stream that was over"),
    ],
)
def test_only_in_a_stream_a_server_is_asked(came_at: list[float], asks_until: float) -> None:
    pace = Pace()
    for now in came_at:
        pace = pace.came(now)
    assert pace.asks_until == asks_until


@pytest.mark.parametrize(
    ("examined_s", "after_s"),
    [pytest.param(0.001, ASK_EACH_S, id="small folder"), pytest.param(0.1, 0.5, id="large folder")],
)
def test_a_large_folder_is_asked_for_less_often(examined_s: float, after_s: float) -> None:
    assert ask_after_s(examined_s) == after_s
