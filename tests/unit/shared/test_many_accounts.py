"""Five thousand accounts, all of them ill: no metric has more series than 500 for it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from prometheus_client.registry import Collector

from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS
from shared.metrics.by_account.canaries import CanaryAges
from shared.metrics.by_account.downloads import DownloadBudgets
from shared.metrics.by_account.oauth import OAuthLogins, OAuthStanding
from shared.metrics.by_account.receiving import ReceivingStates, Shown
from shared.metrics.by_account.sessions import AllowedSessions
from shared.metrics.by_account.standings import AccountStandings
from shared.metrics.by_account.unaccounted import Unaccounted
from shared.metrics.registries import registry_of
from shared.services import SERVICES

ACCOUNTS = range(5000)


def full() -> Iterator[Collector]:
    standings, receiving, downloads = AccountStandings(), ReceivingStates(), DownloadBudgets()
    canaries, sessions, unaccounted, logins = CanaryAges(), AllowedSessions(), Unaccounted(), OAuthLogins()
    for account_id in ACCOUNTS:
        standings.begin(account_id, 9.0, "failing", "auth")
        receiving.begin(account_id, 9.0)
        receiving.show(account_id, Shown("failing", "auth", 1.0, 2.0))
        downloads.show(account_id, account_id, 5000)
        canaries.begin(account_id, 9.0)
        sessions.show(account_id, 1)
    unaccounted.set(dict.fromkeys(ACCOUNTS, 1))
    logins.set([OAuthStanding(account_id, "ok", 9.0) for account_id in ACCOUNTS])
    yield from (standings, receiving, downloads, canaries, sessions, unaccounted, logins)


FULL = {type(each).__name__: each for each in full()}


@pytest.mark.parametrize("collector", FULL.values(), ids=FULL)
def test_a_metric_has_few_series(collector: Collector) -> None:
    series = {family.name: len(family.samples) for family in collector.collect()}
    assert max(series.values()) <= MOST_ACCOUNT_LABELS + 1, series


def test_what_is_beyond_the_bound_is_counted_together() -> None:
    [family] = FULL["Unaccounted"].collect()
    assert sum(sample.value for sample in family.samples) == len(ACCOUNTS)
    assert family.samples[-1].labels == {"account_id": "others"}


@pytest.mark.parametrize("service", SERVICES)
def test_no_other_metric_has_accounts(service: str) -> None:
    """One that is not among the above would grow without a bound."""
    labelled: Counter[str] = Counter()
    for collector in registry_of(service)._collector_to_names:
        for inner in getattr(collector, "_collector_to_names", [collector]):
            names = getattr(inner, "_labelnames", ()) or _labels_of(inner)
            labelled[type(inner).__name__] += "account_id" in names
    assert {name for name, count in labelled.items() if count} <= FULL.keys()


def _labels_of(collector: Collector) -> set[str]:
    return {label for family in collector.collect() for label in getattr(family, "_labelnames", ())}
