"""What REST asks the other services to do, and what it shows of their answers."""

from typing import Any

import pytest

from shared.events import ConnectivityRequested, PollRequested
from shared.events.topics import CONNECTIVITY_REQUESTED, POLL_REQUESTED
from shared.kafka.decode import decode
from tests.integration.rest import RunningApi
from tests.integration.terminal import Terminal

ADD_POLL = """
INSERT INTO poll_log (
    account_id, started_at, finished_at, status, polls, messages_found, messages_processed, error_message
)
VALUES (%s, now() + %s::interval, now() + %s::interval, %s, %s, %s, %s, %s)
"""
ADD_RUNNING_POLL = """
INSERT INTO poll_log (account_id, started_at, status, messages_found) VALUES (%s, now() + interval '1 s', 'running', 1)
"""
ADD_HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at)
VALUES (1, 'failing', 'network', 'no route to host', now(), now())
"""
ADD_GAP = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail)
VALUES (1, 'INBOX', 1, %s, 'too_big', 1, '')
"""
ADD_WITNESSED = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, attempts, next_try_at)
VALUES (1, 'INBOX', 1, 3, 'unaccounted', 1, 'why', 2, '2126-01-01 UTC');
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, closed_at, closed_as)
VALUES (1, 'INBOX', 1, 4, 'refused', 1, '', now(), 'read');
INSERT INTO server_witness (account_id, looked_at, looks) VALUES (1, '2026-01-01 UTC', 1);
INSERT INTO server_witness (account_id) VALUES (2)
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, created_at)
VALUES (gen_random_uuid(), %s, 'request', %s, '{}', now())
"""


def poll_log(api: RunningApi, account_id: int, at: str, **changes: Any) -> None:
    log = {"status": "ok", "polls": 1, "found": 0, "processed": 0, "error": "", **changes}
    api.run(ADD_POLL, account_id, at, at, *log.values())


def test_a_poll_is_asked_for_and_its_log_found(api: RunningApi) -> None:
    account_id = api.add_account()["id"]
    poll_log(api, account_id, "-1 minute", found=7)
    accepted = api.post(f"/accounts/{account_id}/poll/", {"force": True, "max_emails": 10, "witness": True}, 202)
    (event,) = [decode(POLL_REQUESTED, record) for record in api.records(POLL_REQUESTED)]
    assert isinstance(event, PollRequested)
    assert (event.account_id, event.force, event.max_messages, event.witness) == (account_id, True, 10, True)
    assert api.get(accepted["poll_logs_url"])["results"] == []
    api.run(ADD_RUNNING_POLL, account_id)
    assert api.get(accepted["poll_logs_url"])["results"] == []
    assert api.get("/monitor/")["accounts"][0]["recent_polls"][0]["finished_at"] is None
    poll_log(api, account_id, "1 minute", found=3, processed=2)
    (log,) = api.get(accepted["poll_logs_url"])["results"]
    assert (log["messages_found"], log["messages_processed"], log["status"]) == (3, 2, "ok")
    assert len(api.get(f"/accounts/{account_id}/poll-logs/")["results"]) == 3


def test_a_poll_needs_no_body(api: RunningApi) -> None:
    account_id = api.add_account()["id"]
    assert api.client.post(f"/accounts/{account_id}/poll/").status_code == 202


@pytest.mark.parametrize(
    ("test_type", "wire"),
    [("all", "all"), ("smtp", "smtp"), ("imap", "incoming"), ("pop3", "incoming"), ("incoming", "incoming")],
)
def test_a_connectivity_test_is_asked_for(api: RunningApi, test_type: str, wire: str) -> None:
    account_id = api.add_account()["id"]
    accepted = api.post(f"/accounts/{account_id}/connectivity-tests/", {"test_type": test_type}, 202)
    (event,) = [decode(CONNECTIVITY_REQUESTED, record) for record in api.records(CONNECTIVITY_REQUESTED)]
    assert isinstance(event, ConnectivityRequested)
    assert (event.account_id, str(event.check_id), event.test_type) == (account_id, accepted["check_id"], wire)


def test_answers_of_both_servers_are_shown(api: RunningApi) -> None:
    account_id = api.add_account()["id"]
    accepted = api.post(f"/accounts/{account_id}/connectivity-tests/", {}, 202)
    assert api.get(accepted["state_url"])["results"] == []
    for table, ok, message in (("poller_check", True, "logged in"), ("sender_check", False, "refused")):
        statement = f"INSERT INTO {table} (check_id, account_id, ok, message, at) VALUES (%s, %s, %s, %s, now())"
        api.run(statement, accepted["check_id"], account_id, ok, message)
    results = api.get(accepted["state_url"])["results"]
    assert [(result["test_type"], result["ok"], result["message"]) for result in results] == [
        ("incoming", True, "logged in"),
        ("smtp", False, "refused"),
    ]


@pytest.mark.parametrize(
    ("account", "path", "request_body", "status", "sentence"),
    [
        ({}, "/accounts/9/poll/", {}, 404, "there is no account 9"),
        ({"incoming_server": ""}, "/accounts/1/poll/", {}, 409, "has no incoming_server"),
        ({"status": "inactive"}, "/accounts/1/poll/", {"force": True}, 409, "is inactive: activate it first"),
        ({}, "/accounts/1/poll/", {"max_emails": 0}, 422, "max_emails: "),
        (
            {"incoming_server": ""},
            "/accounts/1/connectivity-tests/",
            {"test_type": "imap"},
            409,
            "has no incoming_server",
        ),
        ({"smtp_server": ""}, "/accounts/1/connectivity-tests/", {"test_type": "smtp"}, 409, "has no smtp_server"),
        ({}, "/accounts/1/connectivity-tests/", {"test_type": "carrier pigeon"}, 422, "test_type: "),
    ],
    ids=["no account", "nothing to poll", "inactive", "no number", "no incoming", "no smtp", "no type"],
)
def test_what_cannot_be_done_is_refused(
    api: RunningApi, account: dict[str, object], path: str, request_body: object, status: int, sentence: str
) -> None:
    api.add_account(**account)
    assert sentence in api.post(path, request_body, status)["detail"]
    assert api.records(POLL_REQUESTED) + api.records(CONNECTIVITY_REQUESTED) == []


def test_the_monitor_shows_open_gaps(api: RunningApi, mailweave: Terminal) -> None:
    api.add_account(email_address="a@company.test")
    api.add_account(email_address="b@company.test")
    api.run(ADD_GAP, 1)
    for statement in ADD_WITNESSED.split(";"):
        api.run(statement)
    picture = api.get("/monitor/")
    first, second = picture["accounts"]
    counted = ("open_gap_count", "unaccounted", "witnessed_at")
    assert tuple(first[name] for name in counted) == (2, 1, "2026-01-01T00:00:00Z")
    assert tuple(second[name] for name in counted) == (0, 0, None)
    shown = [(gap["uid"], gap["reason"], gap["attempts"], gap["next_try_at"]) for gap in first["open_gaps"]]
    assert shown == [(3, "unaccounted", 2, "2126-01-01T00:00:00Z"), (1, "too_big", 0, None)]
    assert picture["totals"]["fetch_gaps"] == {"too_big": 1, "unaccounted": 1}
    printed = mailweave("email-monitor")[1]
    assert "a@company.test: INBOX UID 3: unaccounted (why); 2 attempts since, again at 2126-01-01 00:00" in printed
    assert "a@company.test: INBOX UID 1: too_big (); 0 attempts since, not asked for any more" in printed


def test_the_monitor_shows_every_account_and_the_totals(api: RunningApi) -> None:
    api.add_account(email_address="a@company.test")
    api.add_account(email_address="b@company.test")
    api.run(ADD_HEALTH)
    poll_log(api, 1, "-2 hours", polls=3, found=5, processed=4)
    poll_log(api, 1, "-1 hour", status="error", polls=2, error="no route to host")
    poll_log(api, 1, "-30 hours", polls=100, found=100)
    for uid in (1, 2):
        api.run(ADD_GAP, uid)
    for account_id, state in ((1, "sent"), (1, "sent"), (2, "failed")):
        api.run(ADD_SEND, account_id, state)
    picture = api.get("/monitor/")
    first, second = picture["accounts"]
    counted = ("polls", "failed_polls", "messages_found", "messages_processed", "is_healthy", "last_error_message")
    assert tuple(first[name] for name in counted) == (5, 2, 5, 4, False, "no route to host")
    assert tuple(second[name] for name in counted) == (0, 0, 0, 0, None, "")
    assert [poll["status"] for poll in first["recent_polls"]] == ["error", "ok", "ok"]
    assert picture["totals"] == {
        "messages": {"inbound": 0, "outbound": 0, "threaded": 0, "ruled": 0},
        "sends": {"failed": 1, "sent": 2},
        "fetch_gaps": {"too_big": 2},
    }
    one = api.get("/monitor/?email_address=B@company.test")
    assert ([account["account_id"] for account in one["accounts"]], one["totals"]["sends"]) == ([2], {"failed": 1})
    assert "there is no account" in api.get("/monitor/?email_address=c@company.test", 404)["detail"]
