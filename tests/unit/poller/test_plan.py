"""Which copies come next, and what they may cause."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from services.poller.domain.backoff import Backoff
from services.poller.domain.copies import Cursor, FolderState, GapReason, Listed, Reading
from services.poller.domain.failures import not_shown
from services.poller.domain.plan import (
    Window,
    advanced,
    baseline,
    batches,
    effects_of,
    first_meant,
    gap_reason,
    is_meant,
    is_waited_for,
    is_wanted,
    next_window,
    reseeded,
)
from shared.events import Effects

SINCE = datetime(2026, 11, 16, tzinfo=UTC)
CURSOR = Cursor("INBOX", uidvalidity=7, last_uid=10, live_from_uid=21, history_since=SINCE)


@pytest.mark.parametrize(
    ("last_uid", "uidnext", "expected"),
    [
        pytest.param(10, 11, None, id="nothing new, so no range that `n:*` would answer with the last message"),
        pytest.param(10, 12, Window(11, 11), id="one new"),
        pytest.param(10, 500, Window(11, 110), id="bounded"),
        pytest.param(10, 3, None, id="UIDNEXT went back"),
        pytest.param(0, 1, None, id="an empty folder"),
    ],
)
def test_next_window(last_uid: int, uidnext: int, expected: Window | None) -> None:
    assert next_window(last_uid, uidnext, width=100) == expected


@pytest.mark.parametrize(
    ("first_history_uid", "last_uid"),
    [
        pytest.param(15, 14, id="history"),
        pytest.param(None, 40, id="no history: begin at the end"),
        pytest.param(99, 40, id="a first uid beyond the end"),
    ],
)
def test_a_new_account_is_live_from_the_end_of_the_folder(first_history_uid: int | None, last_uid: int) -> None:
    cursor = baseline("INBOX", FolderState(7, 41), first_history_uid, SINCE)
    assert cursor == Cursor("INBOX", 7, last_uid, 41, SINCE)


def test_after_a_change_of_uidvalidity_everything_is_read_again_and_nothing_of_it_as_new() -> None:
    cursor = reseeded(CURSOR, FolderState(8, 6), 1)
    assert (cursor.uidvalidity, cursor.last_uid, cursor.history_since) == (8, 0, SINCE)
    assert {effects_of(cursor, uid) for uid in range(1, 6)} == {Effects.HISTORY}
    assert effects_of(cursor, 6) is Effects.ALLOWED


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        pytest.param(Listed(15, 9, SINCE), True, id="within the history"),
        pytest.param(Listed(15, 9, SINCE - timedelta(seconds=1)), False, id="older than the history"),
        pytest.param(Listed(15, 9, None), True, id="no date: rather too much"),
        pytest.param(Listed(21, 9, SINCE - timedelta(days=900)), True, id="live, however old its date"),
    ],
)
def test_is_wanted(copy: Listed, expected: bool) -> None:
    assert is_wanted(CURSOR, copy) is expected


@pytest.mark.parametrize(
    ("uid", "expected"),
    [pytest.param(20, Effects.HISTORY, id="below the live start"), pytest.param(21, Effects.ALLOWED, id="from it on")],
)
def test_effects(uid: int, expected: Effects) -> None:
    assert effects_of(CURSOR, uid) is expected


@pytest.mark.parametrize("uid", [20, 21])
def test_what_was_sent_has_no_effects(uid: int) -> None:
    assert effects_of(CURSOR, uid, is_sent=True) is Effects.HISTORY


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([5, 5, 1], [[5, 5], [1]], id="full to the last byte"),
        pytest.param([6, 6], [[6], [6]], id="over it together"),
        pytest.param([99, 1], [[99], [1]], id="a big one goes alone"),
    ],
)
def test_batches(sizes: list[int], expected: list[list[int]]) -> None:
    copies = [Listed(uid, size) for uid, size in enumerate(sizes, 1)]
    assert [[copy.size_bytes for copy in batch] for batch in batches(copies, 10)] == expected


def test_the_cursor_never_goes_back() -> None:
    assert advanced(CURSOR, 12).last_uid == 12
    assert advanced(CURSOR, 3) == CURSOR


@pytest.mark.parametrize(
    ("times", "is_refusal", "expected"),
    [
        pytest.param(2, True, None, id="refused twice"),
        pytest.param(3, True, GapReason.REFUSED, id="refused three times"),
        pytest.param(9, False, None, id="the connection was lost over it nine times"),
        pytest.param(10, False, GapReason.DROPPED, id="ten times"),
    ],
)
def test_gap_reason(times: int, is_refusal: bool, expected: GapReason | None) -> None:
    assert gap_reason(times, is_refusal=is_refusal) is expected


@pytest.mark.parametrize("earlier_failures", [0, 16], ids=["of a server that was well", "of one that has failed often"])
def test_what_is_not_shown_holds_up_the_mail_behind_it_less_than_a_minute(earlier_failures: int) -> None:
    failure = not_shown("mail.example:993", "INBOX", 7, "it counts 2 messages and shows 1")
    backoff = Backoff(failures=earlier_failures)
    waited_s = 0.0
    for looks in count(1):
        if not is_waited_for(looks):
            break
        backoff = backoff.failed(failure.kind, 0.0, 1.0, 600.0, failure.wait_s)
        waited_s += backoff.delay_s
    assert 15 < waited_s < 60


@pytest.mark.parametrize(
    ("begun_uid", "uid", "arrived_at", "expected"),
    [
        pytest.param(5, 6, None, True, id="behind the beginning, no date"),
        pytest.param(5, 6, SINCE - timedelta(days=1), False, id="behind the beginning, older than the history"),
        pytest.param(5, 21, SINCE - timedelta(days=1), True, id="came live"),
        pytest.param(5, 5, None, False, id="before the beginning, no date"),
        pytest.param(5, 5, SINCE - timedelta(days=1), False, id="before the beginning, older than the history"),
        pytest.param(5, 5, SINCE, True, id="before the beginning, within the history"),
    ],
)
def test_is_meant(begun_uid: int, uid: int, arrived_at: datetime | None, expected: bool) -> None:
    assert is_meant(Reading(CURSOR, begun_uid), Listed(uid, 1, arrived_at)) == expected


@pytest.mark.parametrize(("history_days", "expected"), [(0, 6), (30, 1)], ids=["live only", "with history"])
def test_first_meant(history_days: int, expected: int) -> None:
    assert first_meant(Reading(CURSOR, 5), history_days) == expected
