"""When a consumer must stop setting aside, and when one account is left alone."""

import pytest

from shared.kafka.flood import HOUR_S, MOST_ACCOUNTS, MOST_PER_ACCOUNT, WINDOW, FloodError, FloodGuard

HALF = WINDOW // 2


def guard(*, good: int, bad: int, accounts: int) -> FloodGuard:
    """A guard that saw so many good records, then so many bad ones, of so many accounts in turn."""
    made = FloodGuard()
    for number in range(good):
        made.handled(str(number % accounts))
    for number in range(bad):
        made.set_aside(str(number % accounts), now=0)
    return made


@pytest.mark.parametrize(
    ("good", "bad", "accounts", "is_flood"),
    [
        pytest.param(0, HALF - 1, 5, False, id="half of the window is allowed"),
        pytest.param(0, HALF, 5, True, id="one more is a flood"),
        pytest.param(1000, HALF, 5, True, id="good ones of long ago do not help"),
        pytest.param(0, HALF, 2, False, id="two accounts are not the release's fault"),
        pytest.param(0, HALF, 3, True, id="three accounts are"),
    ],
)
def test_over_half_of_the_last_records_of_three_accounts_is_a_flood(
    good: int, bad: int, accounts: int, is_flood: bool
) -> None:
    flooded = guard(good=good, bad=bad, accounts=accounts)
    if is_flood:
        with pytest.raises(FloodError, match="nothing more is set aside"):
            flooded.refuse_flood("0")
    else:
        flooded.refuse_flood("0")


def test_good_records_push_the_bad_ones_out_of_the_window() -> None:
    recovering = guard(good=0, bad=HALF, accounts=5)
    for _ in range(HALF + 1):
        recovering.handled("9")
    recovering.refuse_flood("0")


def test_an_account_is_quarantined_for_an_hour_after_too_many_dead_letters() -> None:
    watched = FloodGuard()
    for number in range(MOST_PER_ACCOUNT):
        watched.set_aside("7", now=number)
    assert not watched.is_quarantined("7", MOST_PER_ACCOUNT)
    watched.set_aside("7", now=100)
    assert (watched.is_quarantined("7", 101), watched.is_quarantined("8", 101)) == (True, False)
    assert not watched.is_quarantined("7", 100 + HOUR_S)


def test_dead_letters_spread_over_hours_quarantine_nobody() -> None:
    watched = FloodGuard()
    for number in range(10 * MOST_PER_ACCOUNT):
        watched.set_aside("7", now=number * HOUR_S / MOST_PER_ACCOUNT * 1.01)
    assert not watched.is_quarantined("7", 10 * HOUR_S)


def test_what_is_remembered_of_accounts_is_bounded_by_their_number_and_by_the_hour() -> None:
    watched = FloodGuard()
    for number in range(MOST_ACCOUNTS + 5):
        watched.set_aside(str(number), now=0)
    for _ in range(3 * MOST_PER_ACCOUNT):
        watched.set_aside("busy", now=1)
    assert len(watched._by_account) == MOST_ACCOUNTS
    assert sum(map(len, watched._by_account.values())) == MOST_ACCOUNTS + MOST_PER_ACCOUNT
    watched.set_aside("later", now=HOUR_S + 2)
    assert (list(watched._by_account), watched._quarantined_until) == (["later"], {})
