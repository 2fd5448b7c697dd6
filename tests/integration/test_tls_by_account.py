"""STARTTLS, an authority of one's own and a pinned certificate on accounts that are polled and sent from."""

import ssl
from pathlib import Path
from uuid import uuid4

import pytest

from shared.certificates import fingerprint_of, spelt
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from tests.contract.certificate_maker import Made, make
from tests.contract.test_pinned_certificates import shown_in
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.dovecot import Dovecot
from tests.harness.wait import eventually
from tests.integration.poller import PASSWORD, Bench
from tests.integration.sender_rig import Rig, request

CHECKS = "SELECT ok, steps FROM read_poller_check WHERE check_id = %s"
PIN = "UPDATE account SET incoming_fingerprint = %s, version = version + 1 WHERE id = %s"
PIN_SMTP = "UPDATE account SET smtp_fingerprint = %s, version = version + 1 WHERE id = %s"
RAW = b"Subject: by STARTTLS\r\nFrom: customer@example.org\r\n\r\nHello\r\n"
OTHER = "ab" * 32


def add(bench: Bench, dovecot: Dovecot, protocol: str, **columns: object) -> AccountId:
    """An account on Dovecot, whose authority no setting names, at the port for plain text."""
    address = f"{protocol}{uuid4().hex[:6]}@tls.example"
    dovecot.add_user(address, PASSWORD)
    mail = dovecot.server
    port = mail.imap if protocol == "imap" else mail.pop3
    values = {"incoming_protocol": protocol, "incoming_port": port, "incoming_tls": "starttls", **columns}
    return bench.add_account(address, **values)


def shown_by(dovecot: Dovecot) -> str:
    pem = Path(dovecot.server.ca_file).with_name("server.pem").read_text()
    return fingerprint_of(ssl.PEM_cert_to_DER_cert(pem))


def authority_of(dovecot: Dovecot) -> str:
    return Path(dovecot.server.ca_file).read_text()


def address_of(bench: Bench, account_id: AccountId) -> str:
    return str(bench.rows("SELECT email_address FROM account WHERE id = %s", account_id)[0]["email_address"])


@pytest.mark.dovecot
@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_mail_comes_by_starttls_under_the_accounts_own_authority(
    bench: Bench, dovecot: Dovecot, protocol: str
) -> None:
    account_id = add(bench, dovecot, protocol, ca_certificates=authority_of(dovecot))
    check_id = uuid4()
    async with bench.poller() as run:
        await bench.live(account_id)
        dovecot.deliver(address_of(bench, account_id), RAW)
        await eventually(lambda: bench.fetched(account_id), deadline_s=30, what="the message on raw.fetched")
        await run.publisher.publish([ConnectivityRequested(account_id=account_id, check_id=check_id)])
        [check] = await eventually(lambda: bench.rows(CHECKS, check_id), deadline_s=20)
    step = next(step for step in check["steps"] if step["name"] == ("STLS" if protocol == "pop3" else "STARTTLS"))
    assert check["ok"]
    assert step["detail"].startswith("TLSv1.3, certificate until ")
    assert step["detail"].endswith(f", SHA-256 {spelt(shown_by(dovecot))}")


@pytest.mark.dovecot
@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_changed_pin_holds_for_the_open_connection_too(bench: Bench, dovecot: Dovecot, protocol: str) -> None:
    account_id = add(bench, dovecot, protocol, incoming_fingerprint=shown_by(dovecot))
    async with bench.poller():
        await bench.live(account_id)
        bench.execute(PIN, OTHER, account_id)
        health = await bench.health(account_id, "failing")
        assert health["kind"] == "tls"
        assert [each for each in (shown_by(dovecot), OTHER) if spelt(each) not in health["reason"]] == []
        bench.execute(PIN, shown_by(dovecot), account_id)
        await bench.health(account_id, "ok")


async def test_a_changed_pin_of_the_smtp_server_ends_its_sessions(rig: Rig, tmp_path: Path) -> None:
    _, context = make(tmp_path, Made(is_self_signed=True))
    shown = shown_in(tmp_path)
    async with scripted_smtp_server(Script(tls=context)) as smtp, rig.start(retry_base_s=3600):
        account_id = await rig.account(smtp.port, use_tls=True, allow_plaintext=False)
        first, second = [request(account_id) for _ in range(2)]
        await rig.rows(PIN_SMTP, shown, account_id)
        await rig.publish(first)
        await rig.until(first.send_id, "sent")
        await rig.rows(PIN_SMTP, OTHER, account_id)
        await rig.publish(second)
        await rig.until(second.send_id, "deferred")
        assert len(smtp.received) == 1
        await rig.rows(PIN_SMTP, shown, account_id)
        await rig.until(second.send_id, "sent")
