"""The states that the database admits are those that the code declares, each in one place."""

import re
from collections.abc import Iterable
from typing import get_args

import psycopg
import pytest

from services.api.accounts.resources import Account
from services.api.screen.login.store import Kind
from services.poller.domain.after_fetch import AfterFetch
from services.poller.domain.canary import CanaryState
from services.poller.domain.command import CommandState
from services.poller.domain.copies import GapReason
from services.poller.domain.failures import FailureKind, HealthState
from services.poller.domain.imports import ImportState
from services.poller.domain.retry import GapEnd
from services.poller.domain.standing import ReceivingState
from services.poller.domain.tally import PollStatus
from services.sender.domain.health import SendingState
from services.sender.domain.ledger import AttemptState, RecipientState, SendState
from shared.events import AutomationKind, DeliveryState, Direction, SendKind, ThreadStatus
from shared.oauth.providers import Grant, Provider
from shared.oauth.store import TokenState
from shared.trust import Security
from tests.harness.accounts import SEARCH_PATH

CHECKS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace
WHERE contype = 'c' AND nspname IN ('core', 'live')
"""
ONE_OF = re.compile(r"CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)")


def literal(field: str) -> Iterable[str]:
    return get_args(Account.model_fields[field].annotation)


DECLARED: dict[str, Iterable[str]] = {
    "account.account_type": literal("account_type"),
    "account.status": literal("status"),
    "account.after_fetch": AfterFetch,
    "account.auth": literal("auth"),
    "account.oauth_grant": Grant,
    "account.oauth_provider": Provider,
    "account.mode": literal("mode"),
    "account.incoming_tls": Security,
    "account.smtp_tls": Security,
    "account.incoming_protocol": literal("incoming_protocol"),
    "account_command.after_fetch": {*AfterFetch} - {AfterFetch.NOTHING},
    "account_command.state": CommandState,
    "account_health.kind": FailureKind,
    "account_health.state": HealthState,
    "account_token.state": TokenState,
    "canary.state": CanaryState,
    "fetch_gap.closed_as": GapEnd,
    "fetch_gap.reason": GapReason,
    "import_folder.state": {*ImportState} - {ImportState.CANCELLED},
    "import_job.state": ImportState,
    "message.auto_kind": AutomationKind,
    "message.direction": Direction,
    "poll_log.status": PollStatus,
    "receiving_state.kind": FailureKind,
    "receiving_state.state": ReceivingState,
    "screen_login.kind": Kind,
    "send.kind": SendKind,
    "send.state": SendState,
    "send_attempt.state": AttemptState,
    "send_recipient.state": RecipientState,
    "sending_health.state": SendingState,
    "status_change.after": ThreadStatus,
    "status_change.before": ThreadStatus,
    "status_request.status": ThreadStatus,
    "thread.requested_status": ThreadStatus,
    "thread.status": ThreadStatus,
}


@pytest.fixture
def admitted(database_url: str) -> dict[str, list[str]]:
    with psycopg.connect(database_url, options=SEARCH_PATH) as connection:
        checks = [(table, ONE_OF.fullmatch(check)) for table, check in connection.execute(CHECKS)]
    return {f"{table}.{one[1]}": sorted(re.findall(r"'(\w+)'::text", one[2])) for table, one in checks if one}


def test_every_column_admits_what_is_declared(admitted: dict[str, list[str]]) -> None:
    """Also none is left out here: a new one joins the table above with its declaration."""
    assert admitted == {column: sorted(states) for column, states in DECLARED.items()}


def test_what_is_told_of_a_delivery_is_a_recipients_state_once_it_has_been_tried() -> None:
    """The outbox of `delivery` keeps these in a column without a check."""
    assert {*DeliveryState} == {*map(str, RecipientState)} - {"waiting", "sending"}


def test_rest_offers_what_the_poller_does_after_fetching() -> None:
    assert {*literal("after_fetch")} == {*AfterFetch}
