"""When nothing is fetched because the parser is behind, and when again."""

import pytest

from services.poller.domain.backpressure import is_held_back

MOST = 100


@pytest.mark.parametrize(
    ("behind", "held"),
    [
        pytest.param([0, 99], [False, False], id="below it"),
        pytest.param([99, 100, 99, 51, 50, 51, 99], [False, True, True, True, False, False, False], id="up and down"),
        pytest.param([1000, 0], [True, False], id="at once"),
    ],
)
def test_it_does_not_flutter(behind: list[int], held: list[bool]) -> None:
    found, is_on = [], False
    for count in behind:
        is_on = is_held_back(is_on, count, MOST)
        found.append(is_on)
    assert found == held
