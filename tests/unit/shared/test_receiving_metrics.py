"""The series of accounts' states: one a state, and few enough."""

import pytest

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS
from shared.metrics.by_account.receiving import ReceivingStates, Shown
from tests.unit.shared.test_health import HandClock


def states(count: int, failing: int) -> ReceivingStates:
    """Accounts that were proved at second 0, 1, …, at second 1000; the last are failing, the first one is paused."""
    clock = HandClock()
    found = ReceivingStates(clock)
    for account in range(count):
        clock.at = float(account)
        found.begin(account, 50.0)
        found.proved(account)
        found.show(account, Shown("paused" if account == 0 else "ok", "", 7.0, None))
        if account >= count - failing:
            found.show(account, Shown("failing", "auth", 8.0, 9.0))
    clock.at = 1000
    return found


def samples(found: ReceivingStates, name: str) -> dict[tuple[str, ...], float]:
    [family] = [each for each in found.collect() if each.name == f"mailweave_{name}"]
    return {tuple(sample.labels.values()): sample.value for sample in family.samples}


@pytest.mark.parametrize(
    ("count", "failing", "shown", "ages"),
    [
        pytest.param(0, 0, {}, {}, id="none"),
        pytest.param(
            3,
            1,
            {("0", "paused", ""): 1, ("1", "ok", ""): 1, ("2", "failing", "auth"): 1},
            {("0",): 1000, ("1",): 999, ("2",): 998},
            id="a series each",
        ),
        pytest.param(
            MOST_ACCOUNT_LABELS + 1, 1, {("500", "failing", "auth"): 1}, {(): 1000}, id="too many: those that ail"
        ),
    ],
)
def test_the_series(
    count: int, failing: int, shown: dict[tuple[str, ...], float], ages: dict[tuple[str, ...], float]
) -> None:
    found = states(count, failing)
    assert samples(found, "receiving_state") == shown
    assert samples(found, "freshness_age_seconds") == ages


def test_since_and_next_try_are_instants_and_a_next_try_is_only_where_there_is_one() -> None:
    found = states(3, 1)
    assert samples(found, "receiving_since_timestamp_seconds") == {("0",): 7, ("1",): 7, ("2",): 8}
    assert samples(found, "receiving_next_try_timestamp_seconds") == {("2",): 9}


def test_an_account_that_is_no_longer_polled_here_is_forgotten() -> None:
    found = states(3, 0)
    found.keep([1])
    assert samples(found, "receiving_state") == {("1", "ok", ""): 1}
    assert samples(found, "freshness_age_seconds") == {("1",): 999}
