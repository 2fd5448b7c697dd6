"""What operators and other programs rely on: REST as the README shows it, search, limits, metrics, a clean end."""

import re
import secrets
import signal
import smtplib
import subprocess
import sys
import uuid
from email.message import EmailMessage
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from deploy.local.mail_server import create_user
from services.cli.demo import run as demo_module
from services.cli.demo.command import demo
from services.cli.demo.mailboxes import PASSWORD as CUSTOMER_PASSWORD
from tests.e2e.conftest import MAX_ATTACHMENT_BYTES
from tests.harness.installation import Mailweave
from tests.harness.wait import eventually_sync

DEMO_WITHIN_S = 180


def _address(name: str) -> str:
    return f"{name}.{secrets.token_hex(3)}@operating.test"


def _deliver(mailweave: Mailweave, to: str, subject: str, body: str, attachments: tuple[int, ...] = ()) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "someone@plain.test", to, subject
    message["Message-ID"] = f"<{uuid.uuid4()}@operating.test>"
    message.set_content(body)
    for size in attachments:
        message.add_attachment(b"x" * size, maintype="application", subtype="pdf", filename=f"{size}.pdf")
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=60) as smtp:
        smtp.send_message(message)


def _get(mailweave: Mailweave, path: str) -> dict[str, Any]:
    with mailweave.rest as rest:
        answer = rest.get(path)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _state(mailweave: Mailweave, path: str) -> str:
    """Of a send; empty until the sender has taken it up."""
    with mailweave.rest as rest:
        answer = rest.get(path)
    assert answer.is_success or answer.status_code == HTTPStatus.NOT_FOUND, answer.text
    return str(answer.json().get("state", ""))


def test_the_three_endpoints_as_the_readme_shows_them(mailweave: Mailweave) -> None:
    account, customer = mailweave.add_account(_address("support")), _address("customer")
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    request = {"account_id": account, "to_emails": [customer], "subject": "API Test", "plain_body": "Test message"}
    accepted = mailweave.post("/send/", request)
    state = accepted["state_url"].removeprefix("/api/email")
    eventually_sync(lambda: _state(mailweave, state) == "sent", deadline_s=30, what="the send's state: sent")
    messages = f"/accounts/{account}/messages/"
    eventually_sync(
        lambda: _get(mailweave, messages)["results"], deadline_s=30, what="what was sent among the messages"
    )
    (message,) = _get(mailweave, messages)["results"]
    assert (message["subject"], message["direction"], message["status"]) == ("API Test", "outbound", "sent")
    assert (message["to_emails"], message["plain_body"]) == ([customer], "Test message\n")
    assert _get(mailweave, f"/threads/{message['thread_id']}/messages/")["results"] == [message]


def _found(mailweave: Mailweave, path: str) -> list[str]:
    return [message["subject"] for message in _get(mailweave, path)["results"]]


def test_search_finds_subject_people_and_body(mailweave: Mailweave) -> None:
    address, word = _address("search"), f"word{secrets.token_hex(4)}"
    account = mailweave.add_account(address)
    mailweave.until_live(account)
    _deliver(mailweave, address, f"About {word}s", "nothing here")
    _deliver(mailweave, address, "Other", f"the {word}b is in the body")
    path = f"/accounts/{account}/messages/"
    eventually_sync(
        lambda: _found(mailweave, f"{path}?q={word}s") == [f"About {word}s"], deadline_s=30, what="a subject"
    )
    eventually_sync(lambda: _found(mailweave, f"{path}?q={word}b") == ["Other"], deadline_s=30, what="a body")
    assert len(_get(mailweave, f"{path}?q=someone@plain.test")["results"]) == 2


def test_an_attachment_over_the_limit_is_named_but_not_stored(mailweave: Mailweave) -> None:
    address = _address("limit")
    account = mailweave.add_account(address)
    mailweave.until_live(account)
    _deliver(mailweave, address, "Two files", "see files", (MAX_ATTACHMENT_BYTES, MAX_ATTACHMENT_BYTES + 1))
    query = (
        "SELECT file.size_bytes, file.is_over_limit FROM read_attachment AS file JOIN message USING (mail_id)"
        " WHERE account_id = %s ORDER BY 1"
    )
    eventually_sync(lambda: mailweave.rows(query, account), deadline_s=30, what="the attachments")
    assert mailweave.rows(query, account) == [(MAX_ATTACHMENT_BYTES, False), (MAX_ATTACHMENT_BYTES + 1, True)]


METRICS = {
    "poller": [
        'mailweave_polls_total{result="ok"}',
        "mailweave_poll_messages_found_total",
        "mailweave_poll_messages_processed_total",
        "mailweave_poll_seconds_count",
        "mailweave_fetched_bytes_total",
        r'mailweave_last_good_poll_age_seconds{account_id="\d+"}',
    ],
    "parser": [
        'mailweave_records_total{result="handled",topic="raw.fetched"}',
        'mailweave_stage_seconds_count{topic="raw.fetched"}',
    ],
    "threader": ['mailweave_records_total{result="handled",topic="parsed"}'],
    "rules": ['mailweave_records_total{result="handled",topic="threaded"}'],
    "sender": [
        'mailweave_sends_total{state="sent"}',
        r'mailweave_dead_letters_total{error=".*",topic="outbound"}',
    ],
}


def _value(text: str, name: str) -> float:
    pattern = name if "\\" in name or ".*" in name else re.escape(name)
    found = re.search(rf"^{pattern} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def _all_moved(url: str, names: list[str]) -> bool:
    text = httpx.get(url).text
    return all(_value(text, name) > 0 for name in names)


def test_metrics_move(mailweave: Mailweave) -> None:
    address, customer = _address("metrics"), _address("customer")
    account = mailweave.add_account(address)
    mailweave.until_live(account)
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    mailweave.publish(mailweave.outbound_topic(), str(account), "nonsense")
    mailweave.post("/send/", {"account_id": account, "to_emails": [customer], "subject": "x", "plain_body": "y"})
    _deliver(mailweave, address, "Count me", "please")
    for service, names in METRICS.items():
        url = f"http://127.0.0.1:{mailweave.installation.ports[service]}/metrics"
        eventually_sync(partial(_all_moved, url, names), deadline_s=30, what=f"{service}: {names} above 0")
        assert "mailweave_consumer_lag_records" in httpx.get(url).text


def test_demo_exits_1_when_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_module, "run", lambda *_, **__: ["something is missing"])
    assert demo() == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_make_run_stays_up_and_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    tmp_path.chmod(0o755)
    log = tmp_path / "run.log"
    argv = [sys.executable, "-m", "services.cli", "demo", "--stay", "--folder", str(folder)]
    with log.open("wb") as out, subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            eventually_sync(
                lambda: "Ctrl-C stops everything" in log.read_text() or process.poll() is not None,
                deadline_s=DEMO_WITHIN_S,
                what="the demo done",
            )
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            assert process.wait(300) == 0, log.read_text()
        finally:
            process.kill()
    assert "28 of 28 as expected" in log.read_text()
    assert log.read_text().endswith("stopped\n")
    assert children
    assert not [child for child in children if _is_running(child)]


def _is_running(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_an_account_is_tested_before_it_is_saved(mailweave: Mailweave) -> None:
    address = _address("tried")
    create_user(mailweave.mail, address, CUSTOMER_PASSWORD)
    account = {
        "name": "Tried",
        "email_address": address,
        "smtp_server": mailweave.mail.host,
        "smtp_port": mailweave.mail.smtp,
        "smtp_use_tls": False,
        "incoming_server": mailweave.mail.host,
        "incoming_port": mailweave.mail.imap,
        "incoming_use_ssl": False,
        "incoming_password": "wrong",
        "allow_plaintext": True,
    }
    with mailweave.rest as rest:
        refused = rest.post("/accounts/?test=true", json=account, timeout=70)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, refused.text
    incoming, smtp = refused.json()["results"]
    assert [step["name"] for step in incoming["steps"] if step["state"] == "failed"] == ["login"]
    assert smtp["ok"]
    assert [step["name"] for step in smtp["steps"]][-2:] == ["MAIL", "RSET"]
    assert _get(mailweave, f"/accounts/?email_address={address}")["results"] == []
    with mailweave.rest as rest:
        saved = rest.post("/accounts/?test=true", json={**account, "incoming_password": CUSTOMER_PASSWORD}, timeout=70)
    assert saved.status_code == HTTPStatus.CREATED, saved.text
    assert saved.json()["status"] == "active"
