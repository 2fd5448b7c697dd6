"""What an import means: which copies, which uids, under which numbering, how fast."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.poller.domain.copies import Cursor, FolderState, Listed
from services.poller.domain.imports import (
    ImportFolder,
    ImportState,
    Rate,
    Span,
    begun,
    last_meant,
    numbering,
)

DAY = date(2024, 5, 3)
MIDNIGHT = datetime(2024, 5, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FOLDER = ImportFolder("Old", ImportState.WAITING)


def cursor(uidvalidity: int, last_uid: int, live_from_uid: int) -> Cursor:
    return Cursor("Old", uidvalidity, last_uid, live_from_uid, MIDNIGHT)


@pytest.mark.parametrize(
    ("span", "arrived_at", "expected"),
    [
        pytest.param(Span(DAY), MIDNIGHT, True, id="the first instant"),
        pytest.param(Span(DAY), MIDNIGHT - SECOND, False, id="before"),
        pytest.param(Span(DAY), datetime(2099, 1, 1, tzinfo=UTC), True, id="without an end"),
        pytest.param(Span(DAY, DAY), MIDNIGHT + timedelta(days=1) - SECOND, True, id="the last instant"),
        pytest.param(Span(DAY, DAY), MIDNIGHT + timedelta(days=1), False, id="behind"),
        pytest.param(Span(DAY, DAY), None, True, id="without a date"),
        pytest.param(Span(date.min, date.max), MIDNIGHT, True, id="the longest span there is"),
    ],
)
def test_which_copies_are_meant(span: Span, arrived_at: datetime | None, expected: bool) -> None:
    assert span.holds(Listed(1, 4, arrived_at)) is expected


@pytest.mark.parametrize(
    ("state", "live", "known", "expected"),
    [
        pytest.param(FolderState(7, 9), None, None, 7, id="nobody has read it"),
        pytest.param(FolderState(7, 9), cursor(7, 8, 9), None, 7, id="as the live poll has it"),
        pytest.param(FolderState(7, 9), cursor(7 + (2 << 32), 8, 9), None, 7 + (2 << 32), id="renumbered before"),
        pytest.param(FolderState(8, 9), cursor(7, 8, 9), cursor(8, 1, 1), None, id="the live poll has to see it first"),
        pytest.param(FolderState(7, 9), None, cursor(7, 3, 3), 7, id="as the last import had it"),
        pytest.param(FolderState(7, 2), None, cursor(7, 3, 3), 7 + (1 << 32), id="its uids begin anew"),
    ],
)
def test_under_which_uidvalidity(
    state: FolderState, live: Cursor | None, known: Cursor | None, expected: int | None
) -> None:
    assert numbering(state, live, known) == expected


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        pytest.param(None, 8, id="all that is there, where nobody polls"),
        pytest.param(cursor(7, 8, 5), 4, id="what came before the account was live"),
        pytest.param(cursor(7, 8, 20), 8, id="no further than the folder"),
    ],
)
def test_the_last_uid_that_is_an_imports(live: Cursor | None, expected: int) -> None:
    assert last_meant(FolderState(7, 9), live) == expected


@pytest.mark.parametrize(
    ("first_uid", "expected"),
    [
        pytest.param(3, (2, 8), id="before the first of them"),
        pytest.param(None, (8, 8), id="none"),
        pytest.param(50, (8, 8), id="all are behind the end"),
    ],
)
def test_where_a_folder_begins(first_uid: int | None, expected: tuple[int, int]) -> None:
    found = begun(FOLDER, Span(DAY), 7, first_uid, 8)
    assert (found.last_uid, found.end_uid) == expected


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    rate = Rate()
    found = [rate.add(now, 100) for now in (0.0, 1.0, 2.0, 40.0, 50.0)]
    assert found == [0.0, 100.0, 100.0, 0.0, 10.0]
