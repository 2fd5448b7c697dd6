"""How many records are handed over at once."""

import pytest

from services.parser.handover import AT_ONCE_BYTES, AT_ONCE_RECORDS, handovers
from tests.integration.sealed_mails import unsealed

LARGE = AT_ONCE_BYTES + 1


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1, 2], [[1, 2]]),
        ([1] * (AT_ONCE_RECORDS + 1), [[1] * AT_ONCE_RECORDS, [1]]),
        ([AT_ONCE_BYTES - 1, 1, 1], [[AT_ONCE_BYTES - 1, 1], [1]]),
        ([1, LARGE, LARGE, 1], [[1], [LARGE], [LARGE], [1]]),
    ],
    ids=["none", "few", "many", "much", "large ones alone"],
)
def test_handovers(sizes: list[int], expected: list[list[int]]) -> None:
    event = unsealed(b"")
    events = [event.model_copy(update={"size_bytes": size}) for size in sizes]
    assert [[each.size_bytes for each in handover] for handover in handovers(events)] == expected
