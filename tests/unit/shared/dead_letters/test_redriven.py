"""Which dead letters were put back, as it is kept in a committed offset and its metadata."""

import pytest

from shared.dead_letters.redriven import Redriven, decode


@pytest.mark.parametrize(
    ("below", "offsets", "expected", "metadata"),
    [
        (0, [], Redriven(0), ""),
        (0, [0, 1, 2], Redriven(3), ""),
        (0, [2], Redriven(0, frozenset({2})), "2"),
        (0, [2, 0, 1], Redriven(3), ""),
        (5, [7, 9, 8, 12], Redriven(5, frozenset({7, 8, 9, 12})), "7-9 12"),
        (5, [3], Redriven(5), ""),
    ],
    ids=["none", "in order", "one ahead", "closing the gap", "ranges", "already below"],
)
def test_offsets_are_kept_and_read_back(below: int, offsets: list[int], expected: Redriven, metadata: str) -> None:
    done = Redriven(below)
    for offset in offsets:
        done = done.with_offset(offset)
    assert done == expected
    assert done.metadata() == metadata
    assert decode(done.below, done.metadata()) == expected
    assert [offset for offset in range(20) if offset in done] == sorted({*range(below), *offsets})


@pytest.mark.parametrize("metadata", ["", "somebody else's", "1-", "-1", "1-x", "²"])
def test_metadata_of_somebody_else_counts_as_none_or_as_one(metadata: str) -> None:
    assert decode(4, metadata).beyond <= {1}
