"""Metrics: declared once, told with a meaning, each service its own, and few enough series."""

import pytest
from prometheus_client import REGISTRY, CollectorRegistry

from shared.metrics import registry_of
from shared.metrics.aggregation import GAUGES
from shared.metrics.by_account.bound import MOST_ACCOUNT_LABELS
from shared.metrics.by_account.oauth import OAuthLogins, OAuthStanding
from shared.metrics.by_account.standings import AccountStandings
from shared.metrics.by_account.unaccounted import Unaccounted
from shared.services import SERVICES
from tests.unit.shared.test_health import HandClock

EVERY_SERVICE = {"mailweave_build", "mailweave_ready"}
CONSUMER = {
    "mailweave_records",
    "mailweave_dead_letters",
    "mailweave_stage_seconds",
    "mailweave_consumer_lag_records",
    "mailweave_oldest_unfinished_seconds",
}
OWN: dict[str, set[str]] = {
    "poller": {
        "mailweave_polls",
        "mailweave_poll_seconds",
        "mailweave_poll_messages_found",
        "mailweave_poll_messages_processed",
        "mailweave_fetched_bytes",
        "mailweave_fetch_gaps",
        "mailweave_fetch_gaps_closed",
        "mailweave_unaccounted_found",
        "mailweave_witness_looks",
        "mailweave_idle_cuts",
        "mailweave_mailbox_commands",
        "mailweave_connectivity_tests",
        "mailweave_imported_messages",
        "mailweave_import_backlog_records",
        "mailweave_accounts",
        "mailweave_account_health",
        "mailweave_last_good_poll_age_seconds",
        "mailweave_oauth_refreshes",
        "mailweave_secret_reads",
        "mailweave_oauth_accounts",
        "mailweave_oauth_login_expiry_timestamp_seconds",
        "mailweave_receiving_state",
        "mailweave_receiving_since_timestamp_seconds",
        "mailweave_receiving_next_try_timestamp_seconds",
        "mailweave_receiving_changes",
        "mailweave_freshness_age_seconds",
        "mailweave_freshness_looks",
        "mailweave_stale_views",
        "mailweave_canaries",
        "mailweave_canary_round_trip_seconds",
        "mailweave_canary_age_seconds",
        "mailweave_backpressure",
        "mailweave_download_budget_used_ratio",
        "mailweave_incoming_connections",
        "mailweave_connection_refusals",
        "mailweave_parser_behind_records",
        "mailweave_certificate_expiry_timestamp_seconds",
        "mailweave_blob_free_bytes",
    },
    "parser": {
        "mailweave_index_lag_messages",
        "mailweave_bulk_wait_seconds",
        "mailweave_reports",
        "mailweave_parser_child_deaths",
        "mailweave_parser_gave_up",
        "mailweave_blob_free_bytes",
    },
    "threader": {"mailweave_thread_requests"},
    "rules": {"mailweave_decisions", "mailweave_arrival_to_ruled_seconds"},
    "sender": {
        "mailweave_sends",
        "mailweave_connectivity_tests",
        "mailweave_sending_pauses",
        "mailweave_smtp_replies",
        "mailweave_smtp_sessions_allowed",
        "mailweave_request_to_sent_seconds",
        "mailweave_sent_bytes",
        "mailweave_send_queue",
        "mailweave_send_oldest_due_seconds",
        "mailweave_sends_in_doubt",
        "mailweave_certificate_expiry_timestamp_seconds",
        "mailweave_blob_free_bytes",
        "mailweave_oauth_refreshes",
        "mailweave_secret_reads",
    },
    "api": {
        "mailweave_http_requests",
        "mailweave_unaccounted_messages",
        "mailweave_open_fetch_gaps",
        "mailweave_discoveries",
        "mailweave_dead_letters_open",
        "mailweave_accounts_overdue",
    },
}


def ours(registry: CollectorRegistry) -> dict[str, str]:
    """Name and meaning of what is Mailweave's own."""
    return {found.name: found.documentation for found in registry.collect() if found.name.startswith("mailweave_")}


def expected(service: str) -> set[str]:
    """What a service exports, by name."""
    return EVERY_SERVICE | (CONSUMER if SERVICES[service].reads else set()) | OWN[service]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_exports_its_own_metrics_with_a_meaning(service: str) -> None:
    found = ours(registry_of(service))
    assert found.keys() == expected(service)
    assert all(found.values())


def test_every_gauge_says_what_several_processes_make_together() -> None:
    found = [family for service in SERVICES for family in registry_of(service).collect()]
    gauges = {each.name for each in found if each.type == "gauge" and each.name.startswith("mailweave_")}
    assert gauges == GAUGES.keys()


def test_the_logins_that_are_shown_are_those_that_end_first() -> None:
    logins = OAuthLogins()
    logins.set([OAuthStanding(each, "ok", float(each)) for each in range(MOST_ACCOUNT_LABELS + 3)])
    logins.set([*logins._standings, OAuthStanding(9999, "refused", None)])
    counts, days = logins.collect()
    assert {sample.labels["state"]: sample.value for sample in counts.samples} == {"ok": 503, "refused": 1}
    assert [sample.labels["account_id"] for sample in days.samples] == [str(each) for each in range(500)]


RARE = [
    ("poller", "mailweave_canaries_total", {"state": "overdue"}),
    ("parser", "mailweave_parser_gave_up_total", {"cause": "hang"}),
    ("parser", "mailweave_parser_child_deaths_total", {"cause": "killed"}),
    ("rules", "mailweave_decisions_total", {"outcome": "defect", "reason": "template"}),
    ("sender", "mailweave_sends_total", {"state": "failed"}),
]


@pytest.mark.parametrize(("service", "name", "labels"), RARE)
def test_what_is_rare_and_alerted_on_is_there_from_the_start(service: str, name: str, labels: dict[str, str]) -> None:
    assert registry_of(service).get_sample_value(name, labels) is not None


def test_no_metric_is_declared_where_nobody_exports_it() -> None:
    assert ours(REGISTRY) == {}


def standings(count: int, failing: int = 0) -> AccountStandings:
    """Accounts that had their last good poll at second 0, 1, …, at second 1000; the last ones are failing."""
    clock = HandClock()
    accounts = AccountStandings(clock)
    for account in range(count):
        clock.at = float(account)
        accounts.good(account)
        if account >= count - failing:
            accounts.failed(account, "failing", "auth")
    clock.at = 1000
    return accounts


def samples(accounts: AccountStandings, name: str) -> dict[tuple[str, ...], float]:
    [family] = [found for found in accounts.collect() if found.name == f"mailweave_{name}"]
    return {tuple(sample.labels.values()): sample.value for sample in family.samples}


@pytest.mark.parametrize(
    ("count", "ages"),
    [
        pytest.param(0, {}, id="none"),
        pytest.param(2, {("0",): 1000, ("1",): 999}, id="a label each"),
        pytest.param(MOST_ACCOUNT_LABELS + 1, {(): 1000}, id="too many: the oldest alone"),
    ],
)
def test_the_age_of_the_last_good_poll(count: int, ages: dict[tuple[str, ...], float]) -> None:
    assert samples(standings(count), "last_good_poll_age_seconds") == ages


@pytest.mark.parametrize(
    ("count", "failing", "health"),
    [
        pytest.param(0, 0, {}, id="none"),
        pytest.param(2, 1, {("0", "ok", ""): 1, ("1", "failing", "auth"): 1}, id="a label each"),
        pytest.param(MOST_ACCOUNT_LABELS + 1, 1, {("500", "failing", "auth"): 1}, id="too many: those that are ill"),
    ],
)
def test_the_health_of_accounts(count: int, failing: int, health: dict[tuple[str, ...], float]) -> None:
    assert samples(standings(count, failing), "account_health") == health
    counts = {("ok", ""): count - failing, ("failing", "auth"): failing}
    assert samples(standings(count, failing), "accounts") == {state: n for state, n in counts.items() if n}


def test_an_account_is_shown_from_its_first_moment_and_as_it_was_left() -> None:
    accounts = AccountStandings(HandClock())
    assert accounts.unknown([1, 2]) == [1, 2]
    accounts.begin(1, 0.0)
    accounts.begin(2, 600.0, "failing", "tls")
    assert samples(accounts, "account_health") == {("1", "unknown", ""): 1, ("2", "failing", "tls"): 1}
    assert samples(accounts, "last_good_poll_age_seconds") == {("1",): 0, ("2",): 600}
    accounts.failed(1, "degraded", "network")
    assert samples(accounts, "last_good_poll_age_seconds") == {("1",): 0, ("2",): 600}


def test_an_account_that_is_no_longer_polled_here_is_forgotten() -> None:
    accounts = standings(2)
    assert accounts.unknown([1]) == []
    assert samples(accounts, "account_health") == {("1", "ok", ""): 1}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param({}, {}, id="not read"),
        pytest.param({1: 0, 2: 3}, {"1": 0, "2": 3}, id="a label each"),
        pytest.param(dict.fromkeys(range(MOST_ACCOUNT_LABELS + 1), 0) | {7: 2}, {"7": 2, "others": 0}, id="too many"),
    ],
)
def test_what_is_unaccounted_for(counts: dict[int, int], expected: dict[str, int]) -> None:
    unaccounted = Unaccounted()
    unaccounted.set(counts)
    [family] = unaccounted.collect()
    assert {sample.labels["account_id"]: sample.value for sample in family.samples} == expected
