"""Presets and discovery by REST and the command line. Nobody outside is asked here: that is test_discovery.py."""

import csv
import io
import json
from typing import Any

import pytest

from services.api.accounts.presets import PRESETS
from services.api.accounts.resources import NewAccount
from shared.events.topics import CONNECTIVITY_REQUESTED
from tests.integration.rest import RunningApi
from tests.integration.terminal import Answering, Terminal, one_line
from tests.integration.test_api_trial import answering

GMAIL = {
    "incoming_protocol": "imap",
    "incoming_server": "imap.gmail.com",
    "incoming_port": 993,
    "incoming_use_ssl": True,
    "incoming_username": "",
    "smtp_server": "smtp.gmail.com",
    "smtp_port": 587,
    "smtp_use_tls": True,
    "smtp_username": "",
}
SERVERS = "imap.gmail.com:993 (tls) and smtp.gmail.com:587 (starttls)"
ICLOUD = GMAIL | {
    "incoming_server": "imap.mail.me.com",
    "incoming_username": "ada",
    "smtp_server": "smtp.mail.me.com",
}


def test_every_preset_is_shown_with_what_it_wants(api: RunningApi) -> None:
    found = {each["key"]: each for each in api.get("/accounts/presets/")["results"]}
    assert [*found] == ["gmail", "outlook", "microsoft365", "yahoo", "icloud", "fastmail", "gmx", "zoho", "custom"]
    assert (found["gmail"]["max_connections"], found["gmail"]["daily_download_mb"]) == (15, 2500)
    assert found["icloud"]["incoming"] == {
        "protocol": "imap",
        "host": "imap.mail.me.com",
        "port": 993,
        "security": "tls",
        "username": "%EMAILLOCALPART%",
    }
    assert all(each["hint"] for each in found.values())


@pytest.mark.parametrize(
    ("asked", "source", "fields"),
    [
        pytest.param({"email_address": "ada@gmail.com"}, "table", GMAIL, id="domain"),
        pytest.param({"email_address": "ada@shop.test", "preset": "gmail"}, "preset", GMAIL, id="preset"),
        pytest.param({"email_address": "ada@me.com"}, "table", ICLOUD, id="user name without domain"),
        pytest.param({"email_address": "ada@shop.test"}, None, {}, id="nobody knows"),
        pytest.param({"email_address": "ada@-.x_y"}, None, {}, id="no name of DNS"),
    ],
)
def test_rest_finds_servers_and_stores_nothing(
    api: RunningApi, asked: dict[str, str], source: str | None, fields: dict[str, Any]
) -> None:
    found = api.post("/accounts/discover/", asked, 200)
    assert (found["source"], found["fields"]) == (source, fields)
    assert api.get("/accounts/")["results"] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"email_address": "nobody"}, "email_address"),
        ({"email_address": "a@b.test", "preset": "aol"}, "preset: must be one of gmail, outlook"),
        ({}, "email_address"),
    ],
    ids=["no address", "no such preset", "nothing"],
)
def test_what_cannot_be_looked_for_is_said(api: RunningApi, asked: dict[str, str], said: str) -> None:
    assert said in api.post("/accounts/discover/", asked, 422)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/accounts/presets/", "GET"),
        ("DELETE", "/accounts/presets/", "GET"),
        ("POST", "/accounts/presets/", "GET"),
        ("GET", "/accounts/discover/", "POST"),
        ("DELETE", "/accounts/discover/", "POST"),
    ],
)
def test_neither_word_is_taken_for_an_account(api: RunningApi, method: str, path: str, allowed: str) -> None:
    answer = api.client.request(method, path, json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("preset", PRESETS, ids=[each.key for each in PRESETS])
def test_what_a_preset_fills_in_is_an_account_that_rest_takes(preset: Any) -> None:
    account = NewAccount(
        name="A", email_address="ada@shop.test", **preset.fields("ada@shop.test") | only_custom(preset)
    )
    assert (account.incoming_port, account.smtp_port in (465, 587), account.incoming_use_ssl) == (993, True, True)


def only_custom(preset: Any) -> dict[str, str]:
    return {"incoming_server": "imap.shop.test"} if preset.key == "custom" else {}


def test_presets_and_a_search_on_the_command_line(mailweave: Terminal) -> None:
    code, printed, _ = mailweave("accounts", "presets")
    assert (code, printed.splitlines()[1].split()[:4]) == (
        0,
        ["gmail", "Gmail", "imap.gmail.com:993", "smtp.gmail.com:587"],
    )
    assert "\nicloud: iCloud takes an app-specific password only" in printed
    code, printed, _ = mailweave("accounts", "discover", "ada@gmail.com")
    said = (
        "imap.gmail.com:993 (tls) and smtp.gmail.com:587 (starttls), from the table of well-known providers (gmail.com)"
    )
    assert (code, said in printed) == (0, True)
    code, printed, error = mailweave("accounts", "discover", "ada@shop.test", "--format", "json")
    assert (code, json.loads(printed)["source"], "nobody says where ada@shop.test" in one_line(error)) == (
        1,
        None,
        True,
    )
    rows = [*csv.DictReader(io.StringIO(mailweave("accounts", "discover", "ada@shop.test", "--format", "csv")[1]))]
    assert [row["outcome"] for row in rows] == ["nothing"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["ada@gmail.com"], GMAIL | {"incoming_username": "ada@gmail.com"}, id="found"),
        pytest.param(
            ["--email-address", "ada@shop.test", "--preset", "gmail", "--smtp-port", "465"],
            GMAIL | {"smtp_port": 465, "incoming_username": "ada@shop.test"},
            id="preset, and an option beats it",
        ),
    ],
)
def test_an_account_is_added_with_the_servers_that_were_found_once_they_work(
    mailweave: Terminal,
    api: RunningApi,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: dict[str, Any],
) -> None:
    monkeypatch.setenv("SECRET", "pass-Word-9")
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, is_ok=True, seen=[])):
        code, printed, error = mailweave("accounts", "add", *arguments, "--password-env", "SECRET")
    assert (code, error) == (0, "")
    assert printed.startswith(f"found: {SERVERS}, from ")
    stored = api.get("/accounts/1/")
    expected = expected | {"smtp_username": expected["incoming_username"]}
    assert {name: stored[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ada@shop.test"], 1, "nobody says where ada@shop.test has its mailbox"),
        (["ada@shop.test", "--preset", "custom"], 1, "--incoming-server, --smtp-server"),
        (["ada@shop.test", "--preset", "aol"], 1, "must be one of gmail, outlook"),
        ([], 2, "give the address once"),
        (["a@b.test", "--email-address", "a@b.test"], 2, "give the address once"),
    ],
    ids=["unknown", "custom", "no preset", "no address", "two"],
)
def test_an_account_without_servers_is_not_added(
    mailweave: Terminal, api: RunningApi, arguments: list[str], code: int, said: str
) -> None:
    ended, _, error = mailweave("accounts", "add", *arguments, "--password-env", "SECRET")
    assert (ended, said in one_line(error)) == (code, True), error
    assert api.get("/accounts/")["results"] == []
