"""Metrics: declared once, told with a meaning, and few enough series."""

import pytest
from prometheus_client import REGISTRY

from shared.metrics import MOST_ACCOUNT_LABELS, PollAges, Unaccounted
from tests.unit.shared.test_health import HandClock

NEEDED = {
    "email_records",
    "email_dead_letters",
    "email_stage_seconds",
    "email_consumer_lag_records",
    "email_polls",
    "email_poll_seconds",
    "email_poll_messages_found",
    "email_poll_messages_processed",
    "email_fetched_bytes",
    "email_fetch_gaps",
    "email_connectivity_tests",
    "email_idle_cuts",
    "email_sends",
    "email_index_lag_messages",
    "email_last_good_poll_age_seconds",
    "email_unaccounted_messages",
}


def test_every_metric_has_its_name_and_a_meaning() -> None:
    ours = {metric.name: metric.documentation for metric in REGISTRY.collect() if metric.name.startswith("email_")}
    assert ours.keys() >= NEEDED
    assert all(ours.values())


@pytest.mark.parametrize(
    ("accounts", "labels"),
    [
        pytest.param(0, set(), id="none"),
        pytest.param(2, {"0", "1"}, id="a label each"),
        pytest.param(MOST_ACCOUNT_LABELS + 1, {None}, id="too many: the oldest alone"),
    ],
)
def test_the_age_of_the_last_good_poll(accounts: int, labels: set[str | None]) -> None:
    clock = HandClock()
    ages = PollAges(clock)
    for account in range(accounts):
        clock.at = float(account)
        ages.good(account)
    clock.at = 1000
    [family] = ages.collect()
    assert {sample.labels.get("account_id") for sample in family.samples} == labels
    assert max((sample.value for sample in family.samples), default=1000) == 1000


def test_an_account_that_is_no_longer_polled_is_forgotten() -> None:
    ages = PollAges(HandClock())
    ages.good(1)
    ages.forget(1)
    ages.forget(2)
    [family] = ages.collect()
    assert family.samples == []


@pytest.mark.parametrize(
    ("counts", "samples"),
    [
        pytest.param({}, {}, id="not read"),
        pytest.param({1: 0, 2: 3}, {"1": 0, "2": 3}, id="a label each"),
        pytest.param(dict.fromkeys(range(MOST_ACCOUNT_LABELS + 1), 0) | {7: 2}, {"7": 2, "others": 0}, id="too many"),
    ],
)
def test_what_is_unaccounted_for(counts: dict[int, int], samples: dict[str, int]) -> None:
    unaccounted = Unaccounted()
    unaccounted.set(counts)
    [family] = unaccounted.collect()
    assert {sample.labels["account_id"]: sample.value for sample in family.samples} == samples
