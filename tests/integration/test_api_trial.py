"""Test before save: an account is stored only when its servers work, and leaves nothing behind when they do not."""

from collections.abc import Callable
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from services.api.accounts import trial
from shared.events import ConnectivityRequested
from shared.events.topics import CONNECTIVITY_REQUESTED
from tests.integration.rest import ACCOUNT, RunningApi
from tests.integration.terminal import Answering, Terminal, one_line

ADD_INCOMING = "INSERT INTO poller_check (check_id, account_id, ok, message, steps) VALUES (%s, %s, %s, %s, %s)"
ADD_SMTP = "INSERT INTO sender_check (check_id, account_id, ok, message, at, steps) VALUES (%s, %s, %s, %s, now(), %s)"
LEFT = "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM account_secret)"
STATUS = "SELECT status FROM account"
REFUSED = "imap.company.test:993 refused the login of ada (535 no): correct incoming_username or the incoming password"
STEPS = [
    {
        "name": "login",
        "state": "failed",
        "duration_s": 0.12,
        "detail": "",
        "cause": "auth",
        "happened": "imap.company.test:993 refused the login of ada (535 no)",
        "next_step": "correct incoming_username or the incoming password",
        "said": "535 no",
    },
    {
        "name": "FETCH",
        "state": "not_reached",
        "duration_s": 0.0,
        "detail": "",
        "cause": "",
        "happened": "",
        "next_step": "",
        "said": "",
    },
]


def answering(api: RunningApi, *, is_ok: bool, seen: list[str]) -> Callable[[Any], None]:
    def answer(event: Any) -> None:
        assert isinstance(event, ConnectivityRequested)
        seen.extend(str(status) for (status,) in api.run(STATUS))
        message = "it works" if is_ok else f"account {event.account_id} (support@company.test): {REFUSED}"
        steps = Jsonb([] if is_ok else STEPS)
        api.run(ADD_INCOMING, event.check_id, event.account_id, is_ok, message, steps)
        if event.test_type == "all":
            api.run(ADD_SMTP, event.check_id, event.account_id, True, "it works", Jsonb([]))

    return answer


@pytest.mark.parametrize("status", ["active", "inactive"])
def test_an_account_that_works_is_stored(api: RunningApi, status: str) -> None:
    seen: list[str] = []
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, is_ok=True, seen=seen)):
        created = api.post("/accounts/?test=true", {**ACCOUNT, "status": status}, 201)
    assert (seen, created["status"]) == (["inactive"], status)
    assert api.run(LEFT) == [(1, 1)]


@pytest.mark.parametrize("servers", [{}, {"smtp_server": ""}], ids=["both", "incoming alone"])
def test_one_that_does_not_leaves_nothing_and_says_where_it_broke(api: RunningApi, servers: dict[str, str]) -> None:
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, is_ok=False, seen=[])):
        problem = api.post("/accounts/?test=true", {**ACCOUNT, **servers}, 422)
    assert problem["detail"] == f"not saved: {REFUSED}"
    assert problem["results"][0]["steps"] == STEPS
    assert api.run(LEFT) == [(0, 0)]
    assert not any(secret in str(api.records(CONNECTIVITY_REQUESTED)) for secret in ("Secret-1", "Secret-2"))


def test_one_that_nobody_tests_is_not_stored(api: RunningApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "ANSWER_WITHIN_S", 0.0)
    problem = api.post("/accounts/?test=true", ACCOUNT, 409)
    assert "the test was not answered within 0 s: are poller and sender up?" in problem["detail"]
    assert api.run(LEFT) == [(0, 0)]


def test_an_address_that_is_taken_is_said_before_any_test(api: RunningApi) -> None:
    api.add_account()
    api.post("/accounts/?test=true", ACCOUNT, 409)
    assert api.records(CONNECTIVITY_REQUESTED) == []


def test_the_command_line_shows_where_it_broke(
    mailweave: Terminal, api: RunningApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "pass-Word-9")
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, is_ok=False, seen=[])):
        code, printed, error = mailweave(
            *("accounts", "add", "--email-address", "support@company.test", "--password-env", "SECRET"),
            *("--incoming-server", "imap.company.test", "--test"),
        )
    assert (code, one_line(error)) == (1, f"REST refused (422 Unprocessable Entity): not saved: {REFUSED}")
    rows = [line.split() for line in printed.splitlines()[1:]]
    assert rows[1][:4] == ["login", "failed", "0.12", "s"]
    assert rows[2] == ["FETCH", "not", "reached", "-", "-", "-"]
    assert api.run(LEFT) == [(0, 0)]
