"""Commands against the running REST service; the other services' answers are rows that the test writes."""

import json

import pytest

from tests.integration.rest import ACCOUNT, RunningApi, free_port
from tests.integration.terminal import (
    ADD_POLL,
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
    assert "support@company.test" in listed
    assert "imap://imap.test:993" in listed


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "there is no terminal to ask on: give --password-env NAME, --password-stdin or --no-password"),
        (["--password-env", "NOT_SET"], "the environment variable NOT_SET is empty: export the password in it"),
        (["--no-password", "--password-stdin"], "give only one of --password-env, --password-stdin and --no-password"),
        (["--no-password", "--no-incoming-use-ssl"], "incoming_use_ssl=false would send the password"),
    ],
    ids=["no terminal", "empty variable", "two ways", "plaintext"],
)
def test_an_account_that_cannot_be_added_is_said_in_one_line(
    mailweave: Terminal, options: list[str], line: str
) -> None:
    code, _, error = mailweave("accounts", "add", "--email-address", "a@b.test", "--incoming-server", "x", *options)
    assert (code, line in one_line(error)) == (1, True)


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
    assert mailweave("templates", "add", *template)[:2] == (0, "template 1 (Thanks)\n")
    rule = ["--name", "[bold]new", "--condition-type", "from_contains", "--condition-value", "@new.test"]
    code, printed, _ = mailweave("rules", "add", *rule, "--template-id", "1", "--priority", "3")
    assert (code, printed) == (0, "rule 1 ([bold]new) applies to what arrives from now on\n")
    assert "[bold]new" in mailweave("rules", "list")[1]
    assert "Re: {{subject}}" in mailweave("templates", "list")[1]
    code, _, error = mailweave("rules", "add", *rule, "--template-id", "7")
    assert (code, "there is no template 7" in one_line(error)) == (1, True)


def test_the_monitor_as_text_and_as_json(mailweave: Terminal, api: RunningApi) -> None:
    assert mailweave("email-monitor")[1] == "there are no accounts yet: `mailweave accounts add --help`\n"
    api.add_account()
    api.run(ADD_POLL, 1, "error", 0, 0, "no route to host")
    code, printed, _ = mailweave("email-monitor", "--email-address", "support@company.test", "--show-errors")
    assert (code, "1 (1 failed)" in printed, "no route to host" in printed) == (0, True, True)
    assert "messages: inbound 0, outbound 0, threaded 0, ruled 0" in printed
    document = json.loads(mailweave("email-monitor", "--format", "json")[1])
    assert document["accounts"][0]["email_address"] == ACCOUNT["email_address"]
    assert document["accounts"][0]["failed_polls"] == 1


@pytest.mark.parametrize(
    ("changes", "arguments", "code", "line"),
    [
        (
            {"EMAIL_API_TOKEN": "wrong"},
            ["accounts", "list"],
            1,
            "REST refused the token: set EMAIL_API_TOKEN to the one",
        ),
        ({"EMAIL_API_TOKEN": ""}, ["accounts", "list"], 1, "EMAIL_API_TOKEN is not set"),
        ({"EMAIL_API_TOKEN": "ü"}, ["accounts", "list"], 1, "EMAIL_API_URL or EMAIL_API_TOKEN cannot be used"),
        (
            {"EMAIL_API_URL": f"http://127.0.0.1:{free_port()}"},
            ["rules", "list"],
            1,
            "REST does not answer at http://127",
        ),
        ({"EMAIL_API_URL": "localhost"}, ["email-monitor"], 1, "REST does not answer at localhost"),
        ({"EMAIL_API_URL": "http://[::1"}, ["email-monitor"], 1, "EMAIL_API_URL or EMAIL_API_TOKEN cannot be used"),
        ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, ["topics", "apply"], 1, "Kafka does not answer at 127.0.0.1:1"),
        ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, ["dlq", "list"], 1, "Kafka does not answer at 127.0.0.1:1"),
        ({"EMAIL_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, ["migrate"], 1, "PostgreSQL cannot be reached"),
        ({"EMAIL_TOPIC_PARTITIONS": "many"}, ["topics", "apply"], 1, "EMAIL_TOPIC_PARTITIONS: "),
        ({"EMAIL_API_TOKN": "x"}, ["accounts", "list"], 1, "EMAIL_API_TOKN is not a setting of Mailweave"),
        ({}, ["poll-emails", "--email-address", "x@y.test"], 1, "there is no account x@y.test"),
        ({}, ["poll-emails", "--account-id", "77"], 1, "REST refused (404 Not Found): there is no account 77"),
        ({}, ["poll-emails"], 1, "give either --email-address or --account-id"),
        ({}, ["accounts", "list", "--bogus"], 2, "No such option: --bogus; see `mailweave --help`"),
        ({}, ["acounts"], 2, "No such command 'acounts'"),
        ({}, ["dlq"], 2, "Missing command"),
        ({}, ["email-monitor", "--format", "xml"], 2, "Invalid value for '--format'"),
        ({}, ["dlq", "show", "--topic", "nope", "--offset", "0:0"], 1, "nope is no topic; there are poll.requested"),
        ({}, ["dlq", "show", "--topic", "parsed", "--offset", "zero"], 1, "--offset zero: write PARTITION:OFFSET"),
        ({}, ["dlq", "redrive"], 1, "give --all, with or without --topic, or --topic NAME --offset"),
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
