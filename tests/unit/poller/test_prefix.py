"""The cursor never passes a copy that is not settled."""

import pytest

from services.poller.domain.prefix import settled_prefix


@pytest.mark.parametrize(
    ("uids", "settled", "expected"),
    [
        pytest.param([11, 12, 15], {11, 12, 15}, 20, id="all: the uids that do not exist are passed too"),
        pytest.param([11, 12, 15], {11, 15}, 11, id="a hole stops it"),
        pytest.param([11, 12], {12}, None, id="not even the first"),
        pytest.param([], set(), 20, id="nothing exists in the range"),
    ],
)
def test_settled_prefix(uids: list[int], settled: set[int], expected: int | None) -> None:
    assert settled_prefix(uids, settled, end=20) == expected
