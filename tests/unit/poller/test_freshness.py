"""Whether what was read lags behind what a fresh connection shows."""

from datetime import UTC, datetime

import pytest

from services.poller.domain.copies import Cursor, FolderState
from services.poller.domain.freshness import is_behind

READ_TO_9 = Cursor("INBOX", 7, 9, 1, datetime(2026, 1, 1, tzinfo=UTC))
AGAIN = Cursor("INBOX", (2 << 32) | 7, 9, 1, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("cursor", "shown", "expected"),
    [
        pytest.param(READ_TO_9, FolderState(7, 10), False, id="all is read"),
        pytest.param(READ_TO_9, FolderState(7, 11), True, id="a uid more"),
        pytest.param(READ_TO_9, FolderState(7, 5), False, id="fewer: the poll decides"),
        pytest.param(READ_TO_9, FolderState(8, 1), True, id="the folder began anew"),
        pytest.param(AGAIN, FolderState(7, 10), False, id="a UIDVALIDITY that broke its promise before"),
        pytest.param(READ_TO_9, FolderState(7, 12, is_told=False), False, id="the server does not tell UIDNEXT"),
        pytest.param(None, FolderState(7, 1), True, id="never read"),
    ],
)
def test_being_behind(cursor: Cursor | None, shown: FolderState, expected: bool) -> None:
    assert is_behind(cursor, shown) is expected
