"""Commands against the running REST service; the other services' answers are rows that the test writes."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.rest import ACCOUNT, RunningApi, free_port
from tests.integration.terminal import (
    ADD_POLL,
    ADD_SENDING_HEALTH,
    PASSWORD,
    Terminal,
    one_line,
)


def test_an_account_is_added_with_a_password_from_the_environment(
    mailweave: Terminal, api: RunningApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mailweave("accounts", "list")[1] == "there are no accounts yet: `mailweave accounts add --help`\n"
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    options = [
        "--email-address",
        "support@company.test",
        "--incoming-server",
        "imap.test",
        "--smtp-server",
        "smtp.test",
    ]
    code, printed, _ = mailweave("accounts", "add", *options, "--password-env", "MAIL_PASSWORD", "--folder", "Sales")
    assert (code, printed.splitlines()[0]) == (0, "account 1 (support@company.test) is active")
    account = api.get("/accounts/1/")
    names = ("incoming_port", "incoming_username", "smtp_username", "folders", "name")
    expected = (993, "support@company.test", "support@company.test", ["Sales"], "support@company.test")
    assert tuple(account[name] for name in names) == expected
    ((incoming, smtp),) = api.run("SELECT incoming_password, smtp_password FROM account_secret")
    assert (incoming is not None, smtp is not None, PASSWORD in printed) == (True, True, False)
    listed = mailweave("accounts", "list")[1]
    assert listed.splitlines()[1].split()[:5] == ["1", "support@company.test", "active", "not", "polled"]


@pytest.mark.parametrize(
    ("options", "expected", "line"),
    [
        ([], 2, "there is no terminal to ask on: give --password-env NAME, --password-stdin or --no-password"),
        (["--password-env", "NOT_SET"], 1, "the environment variable NOT_SET is empty: export the password in it"),
        (["--no-password", "--password-stdin"], 2, "give only one of --password-env, --password-stdin and"),
        (["--no-password"], 2, "--no-password: no IMAP or POP3 server shows a mailbox without one"),
        (["--password-env", "HOME", "--no-incoming-use-ssl"], 1, "incoming_use_ssl=false would send the password"),
    ],
    ids=["no terminal", "empty variable", "two ways", "no password", "plaintext"],
)
def test_an_account_that_cannot_be_added_is_said_in_one_line(
    mailweave: Terminal, options: list[str], expected: int, line: str
) -> None:
    code, _, error = mailweave("accounts", "add", "--email-address", "a@b.test", "--incoming-server", "x", *options)
    assert (code, line in one_line(error)) == (expected, True), error
    assert (code == 2) == one_line(error).endswith("; see `mailweave accounts add --help`")


def test_rules_and_templates_are_added_and_listed(mailweave: Terminal, api: RunningApi) -> None:
    assert "no rules yet" in mailweave("rules", "list")[1]
    assert "no templates yet" in mailweave("templates", "list")[1]
    template = [
        "--name",
        "Thanks",
        "--subject",
        "Re: {{subject}}",
        "--plain-content",
        "Thank you",
        "--variable",
        "subject",
    ]
    code, printed, _ = mailweave("templates", "add", *template)
    assert (code, printed.splitlines()[0]) == (0, "template 1 (Thanks)")
    rule = ["--name", "[bold]new", "--condition-type", "from_contains", "--condition-value", "@new.test"]
    code, printed, _ = mailweave("rules", "add", *rule, "--template-id", "1", "--priority", "3")
    assert (code, printed) == (0, "rule 1 ([bold]new) applies to what arrives from now on\n")
    assert "[bold]new" in mailweave("rules", "list")[1]
    assert "Re: {{subject}}" in mailweave("templates", "list")[1]
    code, _, error = mailweave("rules", "add", *rule, "--template-id", "7")
    assert (code, "there is no template 7" in one_line(error)) == (1, True)


TREE = {"all": [{"type": "from_contains", "value": "@shop.test"}, {"not": {"type": "subject_contains", "value": "ad"}}]}


@pytest.mark.parametrize("given", ["text", "file", "standard input"])
def test_a_rule_with_a_tree_of_conditions(
    mailweave: Terminal, api: RunningApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    api.post("/templates/", {"name": "Thanks", "subject": "Thanks", "plain_content": "Thank you"}, 201)
    text = json.dumps(TREE)
    (tmp_path / "tree.json").write_text(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    argument = {"text": text, "file": str(tmp_path / "tree.json"), "standard input": "-"}[given]
    code, printed, error = mailweave("rules", "add", "--name", "tree", "--template-id", "1", "--condition", argument)
    assert (code, printed, error) == (0, "rule 1 (tree) applies to what arrives from now on\n", "")
    assert api.get("/rules/")["results"][0]["condition"] == TREE
    assert "subject_contains" in mailweave("rules", "list")[1]


def test_the_monitor_as_text_and_as_json(mailweave: Terminal, api: RunningApi) -> None:
    assert mailweave("email-monitor")[1] == "there are no accounts yet: `mailweave accounts add --help`\n"
    api.add_account()
    api.run(ADD_POLL, 1, "error", 0, 0, "no route to host")
    code, printed, _ = mailweave("email-monitor", "--email-address", "support@company.test", "--show-errors")
    assert (code, "1 (1 failed)" in printed, "no route to host" in printed) == (0, True, True)
    assert "messages: inbound 0, outbound 0, threaded 0, ruled 0" in printed
    api.run(ADD_SENDING_HEALTH)
    printed = mailweave("email-monitor")[1]
    assert printed.splitlines()[1].split()[:6] == ["1", "support@company.test", "not", "polled", "yet", "waiting"]
    waits = "support@company.test: sending is waiting since 2026-11-29 12:00: 421 too many sessions; again at "
    assert f"\n{waits}2026-11-29 12:05\n" in printed
    document = json.loads(mailweave("email-monitor", "--format", "json")[1])
    assert document["accounts"][0]["sending_state"] == "waiting"
    assert document["accounts"][0]["email_address"] == ACCOUNT["email_address"]
    assert document["accounts"][0]["failed_polls"] == 1


NAMED = [("support@company.test",), ("1",), ("--email-address", "support@company.test"), ("--account-id", "1")]


@pytest.mark.parametrize("named", NAMED, ids=" ".join)
def test_an_accounts_polls_are_listed(mailweave: Terminal, api: RunningApi, named: Sequence[str]) -> None:
    api.add_account()
    asked = ("accounts", "polls", *named)
    assert mailweave(*asked)[1] == "no polls\n"
    api.run(ADD_POLL, 1, "ok", 3, 2, "")
    api.run(ADD_POLL, 1, "error", 0, 0, "no route to host")
    code, printed, _ = mailweave(*asked)
    failed, good = (line.split()[-4:] for line in printed.splitlines()[1:3])
    assert (code, failed, good) == (0, ["error", "1", "0", "0"], ["ok", "1", "3", "2"])
    assert printed.splitlines()[-1].endswith(": no route to host")
    only = json.loads(mailweave(*asked, "--status", "error", "--format", "json")[1])
    assert [poll["error_message"] for poll in only] == ["no route to host"]


@pytest.mark.parametrize(
    ("changes", "arguments", "code", "line"),
    [
        (
            {"EMAIL_API_TOKEN": "wrong"},
            ["accounts", "list"],
            1,
            "REST refused the token: set EMAIL_API_TOKEN to the one",
        ),
        ({"EMAIL_API_TOKEN": ""}, ["accounts", "list"], 2, "EMAIL_API_TOKEN is not set"),
        ({"EMAIL_API_TOKEN": "ü"}, ["accounts", "list"], 2, "EMAIL_API_URL or EMAIL_API_TOKEN cannot be used"),
        (
            {"EMAIL_API_URL": f"http://127.0.0.1:{free_port()}"},
            ["rules", "list"],
            1,
            "REST does not answer at http://127",
        ),
        ({"EMAIL_API_URL": "localhost"}, ["email-monitor"], 1, "REST does not answer at localhost"),
        ({"EMAIL_API_URL": "http://[::1"}, ["email-monitor"], 2, "EMAIL_API_URL or EMAIL_API_TOKEN cannot be used"),
        ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, ["topics", "apply"], 1, "Kafka at 127.0.0.1:1 does not answer"),
        ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, ["dlq", "list"], 1, "Kafka at 127.0.0.1:1 does not answer"),
        ({"EMAIL_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, ["migrate"], 2, "PostgreSQL cannot be reached"),
        ({"EMAIL_TOPIC_PARTITIONS": "many"}, ["topics", "apply"], 2, "EMAIL_TOPIC_PARTITIONS: "),
        ({"EMAIL_API_TOKN": "x"}, ["accounts", "list"], 2, "EMAIL_API_TOKN is not a setting of Mailweave"),
        ({}, ["poll-emails", "--email-address", "x@y.test"], 1, "there is no account x@y.test"),
        ({}, ["poll-emails", "--account-id", "77"], 1, "REST refused (404 Not Found): there is no account 77"),
        ({}, ["poll-emails"], 2, "give either ACCOUNT, --email-address or --account-id"),
        ({}, ["poll-emails", "1", "--account-id", "1"], 2, "give either ACCOUNT, --email-address or --account-id"),
        ({}, ["accounts", "show", "77"], 1, "REST refused (404 Not Found): there is no account 77"),
        ({}, ["accounts", "show", "7" * 30], 1, "there is no account 77777777"),
        ({}, ["poll-emails"], 2, "; see `mailweave poll-emails --help`"),
        ({}, ["send", "--to", "a@b.test", "--body", "x"], 2, "give either --from or --account-id; `mailweave accounts"),
        ({}, ["help", "nope"], 2, "No such command 'nope'; see `mailweave --help`"),
        ({}, ["accounts", "list", "--bogus"], 2, "No such option: --bogus; see `mailweave accounts list --help`"),
        ({}, ["acounts"], 2, "No such command 'acounts'. Did you mean 'accounts'?; see `mailweave --help`"),
        ({}, ["dlq"], 2, "Missing command; see `mailweave dlq --help`"),
        ({}, ["email-monitor", "--format", "xml"], 2, "Invalid value for '--format'"),
        ({}, ["replay", "--into", "Bad-Name"], 2, "--into Bad-Name: a schema's name is a small letter and then up to"),
        ({}, ["replay", "--into", "core"], 2, "--into core: that schema is in use; name a new one; see"),
        ({}, ["dlq", "show", "--topic", "nope", "--offset", "0:0"], 2, "nope is no topic; there are poll.requested"),
        ({}, ["dlq", "show", "--topic", "parsed", "--offset", "zero"], 2, "--offset zero: write PARTITION:OFFSET"),
        ({}, ["dlq", "redrive"], 2, "give --all, with or without --topic, or --topic NAME --offset"),
        ({}, ["parse", "/nonexistent"], 1, "cannot read /nonexistent (No such file or directory)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_line_with_the_next_step(
    mailweave: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    arguments: list[str],
    code: int,
    line: str,
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    ended, _, error = mailweave(*arguments)
    assert (ended, line in one_line(error)) == (code, True), error
