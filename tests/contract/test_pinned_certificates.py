"""A pinned certificate alone is taken, an account's own authority believed; who shows another one is told nothing."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from deploy.local.tls import Certificates, certificates
from services.poller.checks import walk_through
from services.poller.domain.steps import expected_steps
from services.sender.ports import ServerFaultError, SmtpServer
from shared import tls
from shared.certificates import fingerprint_of, spelt
from shared.metrics import POLLER, SENDER
from shared.tls import Contexts
from shared.trust import Security, Trust
from shared.walk import StepState, Walk
from tests.contract import hostile_starttls
from tests.contract.certificate_maker import Made, make
from tests.contract.mail_source import PASSWORD, Place, first_failure, source_at
from tests.contract.smtp_port import ACCOUNT, connector, server_at
from tests.contract.smtp_port import tls_context as smtp_tls
from tests.fakes.mail_server import TLS, scripted_imap_server, scripted_pop3_server
from tests.fakes.smtp_server import Script, scripted_smtp_server

OTHER = spelt("ab" * 32)
PAST = datetime(2024, 2, 29, tzinfo=UTC)
ODD = Made(is_self_signed=True, names=("another.example",), ends=PAST)
"""Self-signed, of another name and expired: nothing speaks for it but its fingerprint."""
BY_STARTTLS = {
    "CAPABILITY": hostile_starttls.OFFERED,
    "STARTTLS": hostile_starttls.GO_ON + TLS,
    "CAPA": hostile_starttls.CAPA,
    "STLS": b"+OK go\r\n" + TLS,
}
WAYS = {
    "IMAP": (scripted_imap_server, False, {"greeting": TLS + b"* OK ready\r\n"}),
    "IMAP by STARTTLS": (scripted_imap_server, True, BY_STARTTLS),
    "POP3": (scripted_pop3_server, False, {"greeting": TLS + b"+OK ready\r\n"}),
    "POP3 by STLS": (scripted_pop3_server, True, BY_STARTTLS),
}
all_ways = pytest.mark.parametrize(("scripted", "is_by_starttls", "answers"), WAYS.values(), ids=WAYS)
SECURE = pytest.mark.parametrize("security", [Security.IMPLICIT_TLS, Security.STARTTLS])


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


def shown_in(folder: Path) -> str:
    return fingerprint_of(ssl.PEM_cert_to_DER_cert((folder / "server.pem").read_text()))


def in_the_metrics(registry: CollectorRegistry, port: int) -> float | None:
    """When the certificate ends that was shown there: a pinned one is taken, and then nobody else says so."""
    return registry.get_sample_value("mailweave_certificate_expiry_timestamp_seconds", {"server": f"localhost:{port}"})


def place(protocol: str, port: int, trust: Trust, *, is_by_starttls: bool) -> Place:
    return Place(protocol, port, use_tls=True, is_by_starttls=is_by_starttls, trust=trust)


@all_ways
async def test_the_pinned_certificate_is_taken_whatever_is_in_it(
    scripted: type, is_by_starttls: bool, answers: dict[str, bytes], tmp_path: Path
) -> None:
    _, context = make(tmp_path, ODD)
    async with scripted(**answers) as server:
        server.tls = context
        protocol = "imap" if server.is_imap else "pop3"
        there = place(protocol, server.port, Trust(fingerprint=shown_in(tmp_path)), is_by_starttls=is_by_starttls)
        walk = Walk(expected_steps(protocol, ["INBOX"], there.security), iter(range(1000)).__next__)
        await walk_through(source_at(there), f"localhost:{server.port}", ["INBOX"], walk)
    step = {False: "TLS", True: "STARTTLS" if protocol == "imap" else "STLS"}[is_by_starttls]
    (told,) = [each.detail for each in walk.steps if each.name == step]
    assert in_the_metrics(POLLER, server.port) == PAST.timestamp()
    assert told == f"TLSv1.3, pinned certificate until 2024-02-29, SHA-256 {spelt(shown_in(tmp_path))}"
    assert not [each for each in walk.steps if each.state is StepState.FAILED]


@all_ways
async def test_another_certificate_than_the_pinned_one_is_told_nothing(
    scripted: type, is_by_starttls: bool, answers: dict[str, bytes], tmp_path: Path
) -> None:
    """Not even one that verifies."""
    ca_file, context = make(tmp_path, Made())
    async with scripted(**answers) as server:
        server.tls = context
        protocol = "imap" if server.is_imap else "pop3"
        there = place(protocol, server.port, Trust(fingerprint="ab" * 32), is_by_starttls=is_by_starttls)
        line = await first_failure(replace(there, ca_file=str(ca_file)), timeout_s=10)
    assert line == (
        f"account 1 (a@b.example): localhost:{server.port} is not trusted: it shows the certificate with the SHA-256 "
        f"fingerprint {spelt(shown_in(tmp_path))}; pinned is {OTHER}; no password was sent: ask its operator "
        "whether it was renewed, and only then set incoming_fingerprint to the new one"
    )
    heard = b" ".join(server.said)
    assert not any(word in heard for word in (PASSWORD.encode(), b"LOGIN", b"USER", b"PASS"))


@all_ways
async def test_an_accounts_own_authority_is_believed(
    scripted: type, is_by_starttls: bool, answers: dict[str, bytes], tmp_path: Path
) -> None:
    ca_file, context = make(tmp_path, Made())
    async with scripted(**answers) as server:
        server.tls = context
        protocol = "imap" if server.is_imap else "pop3"
        there = place(protocol, server.port, Trust(ca_file.read_text()), is_by_starttls=is_by_starttls)
        assert "does not verify" not in await first_failure(there, timeout_s=10)
        without = replace(there, trust=Trust())
        assert "this machine does not know its authority" in await first_failure(without, timeout_s=10)


async def test_an_authority_that_cannot_be_read_any_more_is_no_reason_to_believe_anybody() -> None:
    async with scripted_imap_server() as server:
        line = await first_failure(place("imap", server.port, Trust("nonsense"), is_by_starttls=False))
    assert line.endswith("ca_certificates cannot be read: give the account its authority's certificate (PEM) again"), (
        line
    )
    assert server.said == []


def test_accounts_with_the_same_authority_share_a_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "MOST_CONTEXTS", 2)
    pem = make(tmp_path, Made())[0].read_text()
    contexts = Contexts(None)
    own = contexts.of(Trust(pem))
    assert contexts.of(Trust(pem)) is own
    assert contexts.of(Trust(pem, "ab" * 32)) is contexts.of(Trust(fingerprint="cd" * 32))
    for number in range(2):
        contexts.of(Trust(pem + "\n" * (number + 1)))
    assert contexts.of(Trust(pem)) is not own


def smtp_at(port: int, security: Security, trust: Trust) -> SmtpServer:
    return replace(server_at(port, security, username="a@b.example", password="right"), trust=trust)


def smtp_script(context: ssl.SSLContext, security: Security) -> Script:
    is_from_start = security is Security.IMPLICIT_TLS
    return Script(tls=context, is_tls_from_start=is_from_start, login=("a@b.example", "right"))


@SECURE
async def test_an_smtp_server_by_its_pinned_certificate(security: Security, tmp_path: Path) -> None:
    _, context = make(tmp_path, ODD)
    trust = Trust(fingerprint=shown_in(tmp_path))
    walk = Walk((), iter(range(1000)).__next__)
    async with scripted_smtp_server(smtp_script(context, security)) as fake:
        connection = await connector().connect(smtp_at(fake.port, security, trust), walk)
        await connection.close()
    assert in_the_metrics(SENDER, fake.port) == PAST.timestamp()
    told = [step.detail for step in walk.steps if "SHA-256" in step.detail]
    assert told == [f"TLSv1.3, pinned certificate until 2024-02-29, SHA-256 {spelt(shown_in(tmp_path))}"]


@SECURE
async def test_an_smtp_server_with_another_certificate_is_told_nothing(
    security: Security, tls_files: Certificates
) -> None:
    trust = Trust(fingerprint="ab" * 32)
    shown = fingerprint_of(ssl.PEM_cert_to_DER_cert(tls_files.certificate.read_text()))
    async with scripted_smtp_server(smtp_script(smtp_tls(tls_files), security)) as fake:
        with pytest.raises(ServerFaultError) as fault:
            await connector(tls_files.ca_file).connect(smtp_at(fake.port, security, trust))
    assert str(fault.value) == (
        f"{ACCOUNT}: SMTP server localhost:{fake.port} is not trusted: it shows the certificate with the SHA-256 "
        f"fingerprint {spelt(shown)}; pinned is {OTHER}; no password was sent: ask its operator whether it was "
        "renewed, and only then set smtp_fingerprint to the new one"
    )
    assert not [command for command in fake.commands if command.startswith("AUTH")]


@SECURE
async def test_an_smtp_server_by_the_accounts_own_authority(security: Security, tls_files: Certificates) -> None:
    trust = Trust(tls_files.ca_file.read_text())
    async with scripted_smtp_server(smtp_script(smtp_tls(tls_files), security)) as fake:
        await (await connector().connect(smtp_at(fake.port, security, trust))).close()
        assert [command for command in fake.commands if command.startswith("AUTH")]


async def test_an_smtp_authority_that_cannot_be_read_any_more() -> None:
    async with scripted_smtp_server(Script()) as fake:
        with pytest.raises(ServerFaultError, match="ca_certificates cannot be read: give the account"):
            await connector().connect(smtp_at(fake.port, Security.STARTTLS, Trust("nonsense")))
