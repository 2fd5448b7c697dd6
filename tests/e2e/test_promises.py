"""What the README promises, on the running services: effects only by permission, nothing stuck behind bad input."""

import json
import re
import secrets
import smtplib
import uuid
from email.message import EmailMessage

import pytest

from deploy.local.mail_server import create_user
from services.cli.demo.mailboxes import PASSWORD as CUSTOMER_PASSWORD
from services.cli.demo.mailboxes import Mailboxes
from tests.harness.dovecot import Dovecot
from tests.harness.installation import PASSWORD, Mailweave
from tests.harness.wait import eventually_sync

OLD_MESSAGES = 200
LARGE_BYTES = 30 * 1024 * 1024
STATE = "SELECT state, reason FROM send WHERE send_id = %s"


def _address(name: str, domain: str = "e2e.test") -> str:
    return f"{name}.{secrets.token_hex(3)}@{domain}"


def _deliver(mailweave: Mailweave, to: str, raw: bytes, sender: str = "someone@plain.test") -> None:
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=60) as smtp:
        smtp.sendmail(sender, [to], raw)


def _message(sender: str, to: str, subject: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{uuid.uuid4()}@e2e.test>"
    message.set_content("Hello.\n")
    return message.as_bytes()


def _received(mailweave: Mailweave, address: str) -> list[str]:
    return [str(found["Subject"]) for found in Mailboxes(mailweave.mail).received(address, by_pop3=False)]


def _state(mailweave: Mailweave, send_id: uuid.UUID) -> tuple[str, str]:
    rows = mailweave.rows(STATE, send_id)
    return rows[0] if rows else ("", "")


def test_a_request_from_kafkas_console_producer_is_delivered(mailweave: Mailweave) -> None:
    account, customer, send_id = mailweave.add_account(_address("shop")), _address("customer"), uuid.uuid4()
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    request = {
        "account_id": account,
        "send_id": str(send_id),
        "to_emails": [customer],
        "subject": "By hand",
        "plain_body": "Sent from a console.",
    }
    mailweave.publish(mailweave.outbound_topic(), str(account), json.dumps(request))
    eventually_sync(lambda: _state(mailweave, send_id)[0] == "sent", deadline_s=30, what="the request sent")
    assert _received(mailweave, customer) == ["By hand"]


@pytest.mark.parametrize(
    ("permission", "word"),
    [
        pytest.param({}, "effects", id="no-effects"),
        pytest.param({"effects": "history"}, "effects", id="history"),
        pytest.param({"effects": "allowed", "generation": 1}, "replay", id="a-replay"),
    ],
)
def test_automatic_mail_without_permission_is_refused(
    mailweave: Mailweave, permission: dict[str, object], word: str
) -> None:
    account, customer, send_id = mailweave.add_account(_address("shop")), _address("customer"), uuid.uuid4()
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    request = {
        "account_id": account,
        "send_id": str(send_id),
        "kind": "auto_reply",
        "to_emails": [customer],
        **permission,
    }
    mailweave.publish(mailweave.outbound_topic(), str(account), json.dumps(request))
    eventually_sync(lambda: _state(mailweave, send_id)[0], deadline_s=30, what="the request in the ledger")
    state, reason = _state(mailweave, send_id)
    assert state == "rejected"
    assert word in reason
    log = (mailweave.installation.folder / "logs" / "sender.log").read_text()
    assert re.search(rf"{send_id}.*account {account}|account {account}.*{send_id}", log)
    assert _received(mailweave, customer) == []


def test_a_mailbox_full_of_old_messages_fires_no_rule(mailweave: Mailweave) -> None:
    address, domain = _address("old"), f"{secrets.token_hex(3)}.test"
    mailweave.add_auto_reply(f"@{domain}")
    create_user(mailweave.mail, address, PASSWORD)
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=60) as smtp:
        for number in range(OLD_MESSAGES):
            smtp.sendmail("x@y.test", [address], _message(f"c{number}@{domain}", address, f"Old {number}"))
    account = mailweave.add_account(address, incoming_server=mailweave.mail.host)
    mailweave.until_live(account)
    count = "SELECT count(*) FROM rule_run JOIN placement USING (mail_id) WHERE placement.account_id = %s"
    eventually_sync(
        lambda: mailweave.rows(count, account)[0][0] == OLD_MESSAGES, deadline_s=60, what="200 runs of rules"
    )
    assert mailweave.rows("SELECT count(*) FROM send WHERE account_id = %s", account) == [(0,)]
    _deliver(mailweave, address, _message(f"new@{domain}", address, "New"))
    sends = "SELECT subject, state FROM send WHERE account_id = %s"
    expected = [("Re: New", "sent")]
    eventually_sync(lambda: mailweave.rows(sends, account) == expected, deadline_s=30, what="only the new one answered")


@pytest.mark.timeout(900)
def test_odd_messages_go_through_and_nothing_is_stuck_behind_them(mailweave: Mailweave, dovecot: Dovecot) -> None:
    address = _address("odd")
    dovecot.add_user(address, PASSWORD)
    account = mailweave.add_account(address, incoming_server=dovecot.server.host, incoming_port=dovecot.server.imap)
    mailweave.until_live(account)
    large = _message("big@plain.test", address, "30 MB") + b"x" * 76 + (b"\r\n" + b"y" * 76) * (LARGE_BYTES // 78)
    for raw in (large, b"", b"no header at all, just text\r\n", _message("ok@plain.test", address, "Behind them")):
        dovecot.deliver(address, raw)
    query = "SELECT subject, size_bytes FROM message JOIN placement USING (mail_id) WHERE message.account_id = %s"
    eventually_sync(lambda: len(mailweave.rows(query, account)) == 4, deadline_s=120, what="all four messages threaded")
    sizes = sorted((size, subject) for subject, size in mailweave.rows(query, account))
    assert [subject for _, subject in sizes] == ["", "", "Behind them", "30 MB"]
    assert sizes[0][0] == 0
    assert sizes[-1][0] > LARGE_BYTES


def test_nonsense_published_by_hand_is_set_aside_and_nothing_is_stuck_behind_it(mailweave: Mailweave) -> None:
    account, customer, send_id = mailweave.add_account(_address("shop")), _address("customer"), uuid.uuid4()
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    mailweave.publish(mailweave.outbound_topic(), str(account), "{this is not JSON")
    good = {"account_id": account, "send_id": str(send_id), "to_emails": [customer], "subject": "Behind it"}
    mailweave.publish(mailweave.outbound_topic(), str(account), json.dumps(good))
    eventually_sync(lambda: _state(mailweave, send_id)[0] == "sent", deadline_s=30, what="the good request sent")
    log = (mailweave.installation.folder / "logs" / "sender.log").read_text()
    assert re.search(
        rf"set aside \(account {account}\): \S+outbound partition \d offset \d+: \w+: .* \(after 1 attempt\)"
        r"; `mailweave dlq show` has all of it; once the cause is mended, `mailweave dlq redrive` puts it back\n",
        log,
    )
