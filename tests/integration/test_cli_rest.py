"""Commands against the running REST service; the other services' answers are rows that the test writes."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from services.cli.app import run
from shared.events import ConnectivityRequested, SendMessage
from shared.events.topics import CONNECTIVITY_REQUESTED, OUTBOUND, POLL_REQUESTED, Topic
from shared.kafka.decode import decode
from tests.harness.wait import eventually_sync
from tests.integration.rest import ACCOUNT, RunningApi, free_port

ADD_POLL = """
INSERT INTO poll_log (account_id, started_at, finished_at, status, messages_found, messages_processed, error_message)
VALUES (%s, now(), now(), %s, %s, %s, %s)
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, reason, created_at)
VALUES (%s, 1, 'request', %s, '{}', %s, now())
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state, reason) VALUES (%s, 'to@example.com', %s, %s)"
ADD_POLLER_CHECK = "INSERT INTO poller_check (check_id, account_id, ok, message) VALUES (%s, 1, %s, %s)"
ADD_SENDER_CHECK = "INSERT INTO sender_check (check_id, account_id, ok, message, at) VALUES (%s, 1, %s, %s, now())"
ADD_HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at)
VALUES (1, 'failing', 'network', 'no route to host', now(), now())
"""
INACTIVE = "account 3 (c@company.test) is inactive: activate it first"
PASSWORD = "pass-Word-9"


@dataclass
class Terminal:
    """`mailweave …` as a person calls it."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what it printed, and what it complained about."""
        self.capture.readouterr()
        code = run(arguments)
        printed = self.capture.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def mailweave(
    api: RunningApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> Terminal:
    monkeypatch.chdir(str(tmp_path))
    for name, value in api.environment.items():
        monkeypatch.setenv(name, value)
    return Terminal(capsys)


class Answering:
    """Plays another service: waits for a record of the topic, then writes what that service would."""

    def __init__(self, api: RunningApi, topic: Topic, answer: Callable[[Any], object], records: int = 1) -> None:
        def wait() -> None:
            found = eventually_sync(
                lambda: api.records(topic) if len(api.records(topic)) >= records else None,
                deadline_s=30,
                what=f"{records} records in {topic.name}",
            )
            for record in found or ():
                answer(decode(topic, record))

        self._thread = threading.Thread(target=wait)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join(timeout=60)


def one_line(error: str) -> str:
    """What stderr says, which must be one line and no traceback."""
    assert error.startswith("mailweave: "), error
    assert error.count("\n") == 1, error
    return error.removeprefix("mailweave: ").strip()


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


def test_poll_emails_waits_and_prints_what_was_found(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    with Answering(api, POLL_REQUESTED, lambda event: api.run(ADD_POLL, event.account_id, "ok", 3, 2, "")):
        code, printed, _ = mailweave("poll-emails", "--email-address", "support@company.test")
    assert (code, printed) == (0, "support@company.test: found 3, processed 2\n")


def test_poll_emails_of_all_accounts_skips_what_is_off_unless_forced(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account(email_address="a@company.test")
    api.add_account(email_address="b@company.test", auto_polling_enabled=False)
    api.add_account(email_address="c@company.test", status="inactive")

    def poll(event: Any) -> None:
        failed = event.account_id == 2
        api.run(ADD_POLL, event.account_id, "error" if failed else "ok", 0, 0, "refused" if failed else "")

    with Answering(api, POLL_REQUESTED, poll):
        code, printed, _ = mailweave("poll-emails", "--all-accounts")
    assert (code, printed.splitlines()) == (
        0,
        [
            "a@company.test: found 0, processed 0",
            "b@company.test: skipped, its polling is switched off (--force polls it all the same)",
            f"c@company.test: skipped, {INACTIVE}",
        ],
    )
    with Answering(api, POLL_REQUESTED, poll, records=3):
        code, printed, error = mailweave("poll-emails", "--all-accounts", "--force")
    expected = ["b@company.test: failed, refused", f"c@company.test: skipped, {INACTIVE}"]
    assert (code, printed.splitlines()[1:]) == (1, expected)
    assert one_line(error).startswith("1 of 3 not polled: b@company.test")


def test_poll_emails_says_so_when_nobody_polls(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    code, printed, error = mailweave("poll-emails", "--account-id", "1", "--timeout-s", "0")
    assert (code, printed) == (1, "support@company.test: no poll has ended within 0 s: is the poller up?\n")
    assert one_line(error).startswith("1 of 1 not polled")
    api.run(ADD_HEALTH)
    printed = mailweave("poll-emails", "--account-id", "1", "--timeout-s", "0")[1]
    expected = "no poll has ended within 0 s: the account's last error: no route to host"
    assert printed == f"support@company.test: {expected}\n"


def check(api: RunningApi, *, smtp_is_ok: bool) -> Callable[[Any], None]:
    def answer(event: Any) -> None:
        assert isinstance(event, ConnectivityRequested)
        if event.test_type != "smtp":
            api.run(ADD_POLLER_CHECK, event.check_id, True, "logged in")
        api.run(ADD_SENDER_CHECK, event.check_id, smtp_is_ok, "ready" if smtp_is_ok else "535 wrong \x1b[31mpassword")

    return answer


@pytest.mark.parametrize(
    ("options", "smtp_is_ok", "code", "lines"),
    [
        (["--email-address", "support@company.test"], True, 0, ["imap ok: logged in", "smtp ok: ready"]),
        (["--account-id", "1", "--test-type", "smtp"], True, 0, ["smtp ok: ready"]),
        (["--account-id", "1"], False, 1, ["imap ok: logged in", r"smtp failed: 535 wrong \x1b[31mpassword"]),
    ],
    ids=["all", "smtp", "failing"],
)
def test_connectivity_is_what_both_services_said(
    mailweave: Terminal, api: RunningApi, options: Sequence[str], smtp_is_ok: bool, code: int, lines: list[str]
) -> None:
    api.add_account()
    with Answering(api, CONNECTIVITY_REQUESTED, check(api, smtp_is_ok=smtp_is_ok)):
        ended, printed, error = mailweave("test-email-connectivity", *options)
    assert (ended, printed.splitlines()) == (code, lines)
    assert not code or one_line(error) == "account 1 (support@company.test) did not pass: see above"


def test_a_test_email_is_sent_after_a_good_test(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()

    def settle(event: Any) -> None:
        assert isinstance(event, SendMessage)
        settled(api, event.send_id, "sent", "")

    options = ("--account-id", "1", "--test-type", "smtp", "--send-test-email", "--to-email", "to@example.com")
    with Answering(api, CONNECTIVITY_REQUESTED, check(api, smtp_is_ok=True)), Answering(api, OUTBOUND, settle):
        code, printed, _ = mailweave("test-email-connectivity", *options)
    assert (code, printed.splitlines()) == (0, ["smtp ok: ready", "to@example.com: sent"])
    code, _, error = mailweave("test-email-connectivity", "--account-id", "1", "--send-test-email")
    assert (code, "--send-test-email and --to-email belong together" in one_line(error)) == (1, True)


def settled(api: RunningApi, send_id: UUID, state: str, reason: str) -> None:
    """Both rows become visible together or REST could see a send without recipients: then it is still queued."""
    api.run(ADD_SEND, send_id, state, reason)
    api.run(ADD_RECIPIENT, send_id, state, reason)


@pytest.mark.parametrize(
    ("state", "code", "line"),
    [("sent", 0, "to@example.com: sent"), ("failed", 1, "to@example.com: failed 550 no such user")],
)
def test_send_waits_for_what_becomes_of_it(
    mailweave: Terminal, api: RunningApi, state: str, code: int, line: str
) -> None:
    api.add_account()
    reason = "550 no such user" if state == "failed" else ""
    with Answering(api, OUTBOUND, lambda event: settled(api, event.send_id, state, reason)):
        ended, printed, error = mailweave(
            "send", "--from", "support@company.test", "--to", "to@example.com", "--subject", "Hi", "--body", "Hello"
        )
    assert (ended, printed.splitlines()[1]) == (code, line)
    assert not code or "is failed: 550 no such user" in one_line(error)


def test_send_without_waiting_only_asks(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    code, printed, _ = mailweave("send", "--account-id", "1", "--to", "to@example.com", "--body", "Hello", "--no-wait")
    (event,) = [decode(OUTBOUND, record) for record in api.records(OUTBOUND)]
    assert isinstance(event, SendMessage)
    assert (code, printed) == (0, f"send {event.send_id} is accepted\n")


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
