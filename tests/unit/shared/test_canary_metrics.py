"""The age of the last canary: a series an account, and one of the oldest where there are too many."""

import pytest

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS
from shared.metrics.by_account.canaries import CanaryAges
from tests.unit.shared.test_health import HandClock


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, {}),
        (2, {("0",): 110.0, ("1",): 0.0}),
        (MOST_ACCOUNT_LABELS + 1, {(): 110.0}),
    ],
    ids=["none", "a series each", "too many"],
)
def test_the_age_of_the_last_one(count: int, expected: dict[tuple[str, ...], float]) -> None:
    clock = HandClock()
    ages = CanaryAges(clock)
    for account_id in range(count):
        ages.begin(account_id, 10.0)
    clock.at += 100
    for account_id in range(1, count):
        ages.seen(account_id)
    [family] = ages.collect()
    assert {tuple(sample.labels.values()): sample.value for sample in family.samples} == expected


def test_an_account_that_has_none_any_more_has_no_age() -> None:
    ages = CanaryAges(HandClock())
    ages.begin(1, 0.0)
    ages.forget(1)
    ages.seen(1)
    [family] = ages.collect()
    assert family.samples == []
