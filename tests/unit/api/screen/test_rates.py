"""What the overview makes of Kafka's offsets."""

import pytest

from services.api.screen.overview.rates import NOTHING_WAITS, Backlog, Sample, backlog, by_minute, in_last_minute


def sample(at: float, *ends: int, done: tuple[int, ...] | None = None) -> Sample:
    return Sample(at, {"parsed": ends}, {} if done is None else {"parsed": done})


STEADY = [sample(at, at * 2, at) for at in range(0, 301, 5)]
"""Three records a second, for five minutes."""


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        pytest.param([], None, id="nobody has looked"),
        pytest.param([sample(0, 5)], None, id="one look says nothing"),
        pytest.param([sample(0, 5), sample(5, 5)], 0, id="nothing came"),
        pytest.param([sample(0, 5), sample(5, 12)], 7, id="what came since the first look, no more"),
        pytest.param(STEADY, 180, id="the last minute alone"),
        pytest.param([sample(0, 5), sample(100, 5, 4)], 4, id="a partition more"),
    ],
)
def test_the_last_minute(samples: list[Sample], expected: int | None) -> None:
    assert in_last_minute(samples, "parsed") == expected


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        pytest.param([], [0, 0, 0], id="nobody has looked"),
        pytest.param([sample(0, 100), sample(30, 110)], [0, 0, 10], id="what was there before is no flow"),
        pytest.param([sample(0, 0), sample(60, 1), sample(120, 3), sample(180, 9)], [1, 2, 6], id="minute by minute"),
        pytest.param([sample(0, 0), sample(170, 4), sample(180, 9)], [0, 0, 9], id="where nobody looked it shows late"),
    ],
)
def test_minute_by_minute(samples: list[Sample], expected: list[int]) -> None:
    assert by_minute(samples, "parsed", 3) == expected


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        pytest.param([], NOTHING_WAITS, id="nobody has looked"),
        pytest.param([sample(0, 5)], NOTHING_WAITS, id="nobody reads this topic"),
        pytest.param([sample(0, 5, done=(5,))], NOTHING_WAITS, id="all is done"),
        pytest.param(
            [sample(0, 5, done=(5,)), sample(5, 8, done=(5,)), sample(25, 9, done=(6,))],
            Backlog(3, 20.0),
            id="since it was first seen",
        ),
        pytest.param(
            [sample(0, 5, 1, done=(5, 1)), sample(5, 6, 1, done=(5, 1)), sample(9, 6, 2, done=(5, 1))],
            Backlog(2, 4.0),
            id="the oldest over all partitions",
        ),
        pytest.param(
            [sample(0, 8, done=(5,)), sample(30, 8, done=(5,))],
            Backlog(3, 30.0, is_at_least=True),
            id="older than the first look",
        ),
    ],
)
def test_what_waits(samples: list[Sample], expected: Backlog) -> None:
    assert backlog(samples, "parsed") == expected
