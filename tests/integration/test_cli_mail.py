"""Commands about mail against a real REST service: poll, test a connection, send, and what they wait for."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from services.cli.mail.polling import polled
from services.cli.rest import rest
from shared.events import ConnectivityRequested, SendMessage
from shared.events.topics import CONNECTIVITY_REQUESTED, OUTBOUND, POLL_REQUESTED
from shared.kafka.decode import decode
from tests.integration.rest import RunningApi
from tests.integration.terminal import (
    ADD_HEALTH,
    ADD_POLL,
    ADD_POLLER_CHECK,
    ADD_RECIPIENT,
    ADD_SEND,
    ADD_SENDER_CHECK,
    INACTIVE,
    Answering,
    Terminal,
    one_line,
)


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
            "b@company.test: skipped, its polling is switched off (--force polls it all the same)",
            f"c@company.test: skipped, {INACTIVE}",
            "a@company.test: found 0, processed 0",
        ],
    )
    with Answering(api, POLL_REQUESTED, poll, records=3):
        code, printed, error = mailweave("poll-emails", "--all-accounts", "--force")
    expected = [
        "a@company.test: found 0, processed 0",
        "b@company.test: failed, refused",
        f"c@company.test: skipped, {INACTIVE}",
    ]
    assert (code, sorted(printed.splitlines())) == (1, expected)
    assert one_line(error).startswith("1 of 3 not polled: b@company.test")


def test_poll_emails_says_so_when_nobody_polls(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    code, printed, error = mailweave("poll-emails", "--account-id", "1", "--timeout-s", "0")
    assert (code, printed) == (1, "support@company.test: no poll has ended within 0 s: is the poller up?\n")
    assert one_line(error).startswith("1 of 1 not polled")
    api.run(ADD_HEALTH)
    printed = mailweave("poll-emails", "--account-id", "1", "--timeout-s", "0", "--force")[1]
    expected = "no poll has ended within 0 s: the account's last error: no route to host"
    assert printed == f"support@company.test: {expected}\n"


def test_poll_emails_waits_for_all_accounts_together_and_for_none_that_rests(
    mailweave: Terminal, api: RunningApi
) -> None:
    """The second account's poll ends only after the outcome of the third is known."""
    accounts = [api.add_account(email_address=f"{name}@company.test") for name in "abc"]
    api.run(ADD_HEALTH)
    accounts[0] |= {"is_healthy": False, "last_error_message": "account 1 (a@company.test): no route to host"}

    def poll(event: Any) -> None:
        if event.account_id == 3:
            api.run(ADD_POLL, 3, "ok", 2, 1, "")

    with rest() as client, Answering(api, POLL_REQUESTED, poll, records=2):
        outcomes = polled(client, accounts, force=False, max_emails=None, timeout_s=60)
        found = [next(outcomes), next(outcomes)]
        api.run(ADD_POLL, 2, "ok", 4, 3, "")
        found += outcomes
    assert [(each["email_address"][0], each["outcome"], each["found"]) for each in found] == [
        ("a", "rests", 0),
        ("c", "ok", 2),
        ("b", "ok", 4),
    ]
    assert [decode(POLL_REQUESTED, record).account_id for record in api.records(POLL_REQUESTED)] == [2, 3]
    code, printed, error = mailweave("poll-emails", "--account-id", "1", "--format", "json")
    rests = "its last poll failed, and it is tried again later: no route to host (--force polls it now)"
    assert (code, json.loads(printed)[0]["reason"]) == (1, rests)
    assert one_line(error).startswith("1 of 1 not polled: a@company.test")
    assert mailweave("poll-emails", "--account-id", "1")[1] == f"a@company.test: rests, {rests}\n"


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
    first, *recipients = printed.splitlines()
    assert (code, first, recipients[-1]) == (0, "smtp ok: ready", "to@example.com: sent")
    code, _, error = mailweave("test-email-connectivity", "--account-id", "1", "--send-test-email")
    assert (code, "--send-test-email and --to-email belong together" in one_line(error)) == (2, True)


def settled(api: RunningApi, send_id: UUID, state: str, reason: str) -> None:
    """Both rows become visible together or REST could see a send without recipients: then it is still queued."""
    api.run(ADD_SEND, send_id, state, reason)
    api.run(ADD_RECIPIENT, send_id, state, reason)


@pytest.mark.parametrize(
    ("state", "code", "row"),
    [("sent", 0, "to@example.com: sent"), ("failed", 1, "to@example.com: failed 550 no such user")],
)
def test_send_waits_for_what_becomes_of_it(
    mailweave: Terminal, api: RunningApi, state: str, code: int, row: str
) -> None:
    api.add_account()
    reason = "550 no such user" if state == "failed" else ""
    with Answering(api, OUTBOUND, lambda event: settled(api, event.send_id, state, reason)):
        ended, printed, error = mailweave(
            "send", "--from", "support@company.test", "--to", "to@example.com", "--subject", "Hi", "--body", "Hello"
        )
    assert (ended, printed.splitlines()[1]) == (code, row)
    assert not code or "is failed: 550 no such user" in one_line(error)


def test_send_does_not_wait_for_a_server_that_puts_it_off_for_longer(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()

    def put_off(event: Any) -> None:
        api.run(ADD_SEND, event.send_id, "waiting", "connection refused")
        api.run(ADD_RECIPIENT, event.send_id, "deferred", "connection refused")
        api.run("UPDATE send SET next_attempt_at = now() + interval '1 hour' WHERE send_id = %s", event.send_id)

    with Answering(api, OUTBOUND, put_off):
        options = ("--account-id", "1", "--to", "to@example.com", "--body", "Hello", "--timeout-s", "600")
        code, printed, error = mailweave("send", *options)
    assert (code, printed.splitlines()[1]) == (1, "to@example.com: deferred connection refused")
    assert re.search(r"waits until \S+ \S+ UTC, .*`mailweave sends cancel [0-9a-f-]{36}` calls it off", one_line(error))


def test_a_send_of_a_later_time_is_no_failure(mailweave: Terminal, api: RunningApi, tmp_path: Path) -> None:
    api.add_account()
    (tmp_path / "offer.pdf").write_bytes(b"%PDF-1.7")
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)

    def put_off(event: Any) -> None:
        api.run(ADD_SEND, event.send_id, "waiting", "")
        api.run(ADD_RECIPIENT, event.send_id, "waiting", "")
        api.run("UPDATE send SET send_at = %s, next_attempt_at = %s", event.send_at, event.send_at)

    with Answering(api, OUTBOUND, put_off):
        options = ("--account-id", "1", "--to", "to@example.com", "--body", "Hello", "--send-at", at.isoformat())
        given = (
            "--attach",
            str(tmp_path / "offer.pdf"),
            "--tag",
            "offer",
            "--metadata",
            "a=b=c",
            "--reply-to",
            "x@y.test",
        )
        code, printed, error = mailweave("send", *options, *given)
    assert (code, error) == (0, "")
    assert printed.splitlines()[-1].startswith(f"it is sent at {at:%Y-%m-%d %H:%M} UTC; `mailweave sends cancel ")
    (event,) = [decode(OUTBOUND, record) for record in api.records(OUTBOUND)]
    assert isinstance(event, SendMessage)
    (attached,) = event.attachments
    assert (attached.filename, attached.content_type, attached.content) == ("offer.pdf", "application/pdf", b"%PDF-1.7")
    assert (event.tags, event.metadata, event.reply_to) == (("offer",), {"a": "b=c"}, ("x@y.test",))


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--metadata", "ticket"), 2, "--metadata ticket: write NAME=VALUE"),
        (("--attach", "/nonexistent"), 1, "/nonexistent cannot be read (No such file or directory)"),
        (("--expires-at", "2020-01-01T00:00:00Z"), 1, "expires_at is over before it could be sent"),
    ],
    ids=["metadata", "no file", "over"],
)
def test_what_cannot_be_asked_for_is_said(
    mailweave: Terminal, api: RunningApi, options: tuple[str, ...], code: int, words: str
) -> None:
    api.add_account()
    ended, _, error = mailweave("send", "--account-id", "1", "--to", "to@example.com", "--body", "Hello", *options)
    assert (ended, words in one_line(error)) == (code, True)


def test_send_without_waiting_only_asks(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    code, printed, _ = mailweave("send", "--account-id", "1", "--to", "to@example.com", "--body", "Hello", "--no-wait")
    (event,) = [decode(OUTBOUND, record) for record in api.records(OUTBOUND)]
    assert isinstance(event, SendMessage)
    assert (code, printed) == (0, f"send {event.send_id} is accepted\n")


@pytest.mark.parametrize("output", ["json", "yaml", "csv"])
def test_a_send_and_a_test_are_one_document_for_a_program(mailweave: Terminal, api: RunningApi, output: str) -> None:
    api.add_account()
    options = ("--account-id", "1", "--format", output)
    with Answering(api, OUTBOUND, lambda event: settled(api, event.send_id, "failed", "550 no such user")):
        code, sent, _ = mailweave("send", *options, "--to", "to@example.com", "--body", "Hello")
    assert (code, read(output, sent)["reason"]) == (1, "550 no such user")
    with Answering(api, CONNECTIVITY_REQUESTED, check(api, smtp_is_ok=False)):
        code, tested, _ = mailweave("test-email-connectivity", *options)
    assert (code, "password" in str(read(output, tested))) == (1, True)


def read(output: str, printed: str) -> Any:
    """The one document, or the only row, or the last of them."""
    if output == "csv":
        return [*csv.DictReader(io.StringIO(printed))][-1]
    return (json.loads if output == "json" else yaml.safe_load)(printed)
