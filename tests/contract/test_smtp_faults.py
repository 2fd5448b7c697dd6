"""What is wrong with an SMTP server is said in one line that names the account and what to do."""

import ssl
from dataclasses import replace

import pytest

from deploy.local.tls import Certificates, certificates
from services.sender.ports import ServerFaultError
from shared.certificates import if_it_is_yours
from shared.trust import Security
from tests.contract.smtp_port import ACCOUNT, connector, server_at, tls_context
from tests.fakes.smtp_server import Script, scripted_smtp_server


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


PLACE = f"{ACCOUNT}: SMTP server localhost:"
FAULTS = {
    "wrong password": (
        Script(login=("a@b.example", "right")),
        Security.PLAINTEXT,
        " refused the login of a@b.example (535 5.7.8 wrong password): check smtp_username and the SMTP password",
    ),
    "the server repeats the password": (
        Script({"AUTH": "535 guess is wrong"}, login=("a@b.example", "right")),
        Security.PLAINTEXT,
        " refused the login of a@b.example (535 *** is wrong): check smtp_username and the SMTP password",
    ),
    "no login offered": (
        Script(),
        Security.PLAINTEXT,
        (
            " offers no login (the smtp auth extension is not supported by this server. try connecting via tls (or "
            "starttls)): check smtp_port, or remove smtp_username"
        ),
    ),
    "no STARTTLS": (
        Script(),
        Security.STARTTLS,
        (
            " does not offer STARTTLS: use the port with TLS (465), or ask the provider; plaintext needs "
            "smtp_tls=none and allow_plaintext"
        ),
    ),
    "something else than SMTP": (
        Script({"greeting": "SSH-2.0-OpenSSH_9.2"}),
        Security.PLAINTEXT,
        " does not speak SMTP (Malformed SMTP response line: SSH-2.0-OpenSSH_9.2): check smtp_port",
    ),
    "a greeting that refuses": (
        Script({"greeting": "554 5.3.2 no service"}),
        Security.PLAINTEXT,
        " refuses to serve (554 5.3.2 no service): it is tried again later",
    ),
    "a later word to EHLO": (
        Script({"EHLO": "451 4.3.0 later"}, login=("a@b.example", "guess")),
        Security.PLAINTEXT,
        " refuses to serve (451 4.3.0 later): it is tried again later",
    ),
    "a server that knows neither EHLO nor HELO": (
        Script({"EHLO": "500 5.5.1 unknown", "HELO": "502 5.5.1 not here"}),
        Security.PLAINTEXT,
        " refuses to serve (502 5.5.1 not here): it is tried again later",
    ),
    "silence": (
        Script(silent_at="greeting"),
        Security.PLAINTEXT,
        (
            " does not answer in time: check smtp_server and smtp_port (is it a port with implicit TLS? then set "
            "smtp_tls=implicit)"
        ),
    ),
    "TLS on a port without": (
        Script(),
        Security.IMPLICIT_TLS,
        " does not speak TLS as expected (WRONG_VERSION_NUMBER): check smtp_port and smtp_tls",
    ),
}


@pytest.mark.parametrize(("script", "security", "expected"), FAULTS.values(), ids=FAULTS)
async def test_what_is_wrong_with_a_server_is_said_in_one_line(
    script: Script, security: Security, expected: str
) -> None:
    async with scripted_smtp_server(script) as fake:
        server = server_at(fake.port, security, username="a@b.example", password="guess")
        with pytest.raises(ServerFaultError) as fault:
            await connector(timeout_s=0.5).connect(server)
        assert str(fault.value) == f"{PLACE}{fake.port}{expected}"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.IMPLICIT_TLS])
async def test_a_certificate_that_does_not_verify(security: Security, tls_files: Certificates) -> None:
    script = Script(tls=tls_context(tls_files), is_tls_from_start=security is Security.IMPLICIT_TLS)
    async with scripted_smtp_server(script) as fake:
        with pytest.raises(ServerFaultError) as fault:
            await connector().connect(server_at(fake.port, security))
        shown = ssl.PEM_cert_to_DER_cert(tls_files.certificate.read_text())
        assert str(fault.value) == (
            f"{PLACE}{fake.port} has a certificate that does not verify (this machine does not know its authority "
            f"(Mailweave local test authority), or the server leaves out a certificate between): "
            f"{if_it_is_yours(shown, 'smtp_server')}"
        )


async def test_a_certificate_of_another_host(tls_files: Certificates) -> None:
    async with scripted_smtp_server(Script(tls=tls_context(tls_files)), host="127.0.0.2") as fake:
        server = replace(server_at(fake.port, Security.STARTTLS), host="127.0.0.2")
        with pytest.raises(
            ServerFaultError,
            match=r"\(it is for localhost, 127\.0\.0\.1\): set smtp_server",
        ):
            await connector(tls_files.ca_file).connect(server)


async def test_an_unreachable_server() -> None:
    async with scripted_smtp_server(Script()) as fake:
        port = fake.port
    with pytest.raises(ServerFaultError) as fault:
        await connector().connect(server_at(port))
    assert str(fault.value) == (
        f"{PLACE}{port} cannot be reached (connection refused): check smtp_server, smtp_port and the network"
    )


async def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(ServerFaultError) as fault:
        await connector().connect(replace(server_at(25), host="no-such-host.invalid"))
    assert str(fault.value).startswith(f"{ACCOUNT}: SMTP server no-such-host.invalid:25 cannot be reached (")
