"""STARTTLS and STLS on servers that break, lie or fall silent: no credential leaves before TLS stands."""

import asyncio
import ssl
from pathlib import Path

import pytest
import uvloop

from tests.contract import hostile_starttls
from tests.contract.certificate_maker import Made, make
from tests.contract.mail_source import PASSWORD, Place, first_failure, opened
from tests.contract.scripted_imap import at
from tests.fakes.mail_server import TLS, ScriptedServer, scripted_imap_server, scripted_pop3_server
from tests.harness.wait import within

IMAP, POP3 = hostile_starttls.IMAP, hostile_starttls.POP3
WELL = {
    "CAPABILITY": hostile_starttls.OFFERED,
    "STARTTLS": hostile_starttls.GO_ON + TLS,
    "CAPA": hostile_starttls.CAPA,
    "STLS": b"+OK go\r\n" + TLS,
}


def place_on(server: ScriptedServer, ca_file: Path | None = None) -> Place:
    protocol = "imap" if server.is_imap else "pop3"
    # That plaintext is allowed must not matter: the account wants STARTTLS.
    return Place(protocol, server.port, is_by_starttls=True, ca_file=str(ca_file or ""))


def timeout_of(line: str) -> float:
    """Short where a time-out is waited for."""
    return {"0.5 s": 0.5, "3 s": 1.0}.get(line.partition("within ")[2].partition(":")[0], 10)


def must_have_kept_the_secret(server: ScriptedServer) -> None:
    heard = b"\n".join(server.said)
    assert not any(word in heard for word in (PASSWORD.encode(), b"LOGIN", b"AUTH", b"USER", b"PASS"))


@pytest.mark.parametrize("case", IMAP)
async def test_an_imap_server_before_tls(case: str) -> None:
    answers, line = IMAP[case]
    async with within(10), scripted_imap_server(**answers) as server:
        assert await first_failure(place_on(server), timeout_s=timeout_of(line)) == at(line, server.port)
    must_have_kept_the_secret(server)


@pytest.mark.parametrize("case", POP3)
async def test_a_pop3_server_before_tls(case: str) -> None:
    answers, line = POP3[case]
    async with within(10), scripted_pop3_server(**answers) as server:
        assert await first_failure(place_on(server), timeout_s=timeout_of(line)) == at(line, server.port)
    must_have_kept_the_secret(server)


@pytest.fixture
def certified(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """The authority's file, and a server's context."""
    return make(tmp_path, Made())


async def test_what_was_said_before_tls_counts_for_nothing_after_it(certified: tuple[Path, ssl.SSLContext]) -> None:
    """Before it the server takes every password and can push; by TLS it takes none and cannot."""
    ca_file, context = certified
    before = b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN IDLE\r\n<tag> OK done\r\n"
    after = b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n<tag> OK done\r\n"
    async with scripted_imap_server(CAPABILITY=(before, after), STARTTLS=hostile_starttls.GO_ON + TLS) as server:
        server.tls = context
        line = await first_failure(place_on(server, ca_file), timeout_s=10)
    assert "takes no password on this connection (LOGINDISABLED); none was sent" in line
    assert [said.split()[1] for said in server.said[:3]] == [b"CAPABILITY", b"STARTTLS", b"CAPABILITY"]


async def test_a_second_greeting_by_tls_logs_nobody_in(certified: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certified
    begun = hostile_starttls.GO_ON + TLS + b"* PREAUTH hi\r\n"
    async with scripted_imap_server(CAPABILITY=hostile_starttls.OFFERED, STARTTLS=begun) as server:
        server.tls = context
        async with opened(place_on(server, ca_file)):
            assert any(b"LOGIN" in said for said in server.said)


@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
async def test_a_message_comes_by_starttls(scripted: type, certified: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certified
    async with scripted(**WELL) as server:
        server.tls = context
        async with opened(place_on(server, ca_file)) as source:
            await source.examine("INBOX")
            assert [copy.uid for copy in await source.listing(1, 1)] == [1]


@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
async def test_a_certificate_of_another_host(scripted: type, tmp_path: Path) -> None:
    ca_file, context = make(tmp_path, Made(names=("mail.b.example",)))
    async with scripted(**WELL) as server:
        server.tls = context
        line = await first_failure(place_on(server, ca_file), timeout_s=10)
    must_have_kept_the_secret(server)
    assert line == at(
        "the certificate of SERVER does not verify (it is for mail.b.example): "
        "set incoming_server to a name that it is for",
        server.port,
    )


@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
def test_on_the_event_loop_that_services_run_on(scripted: type, certified: tuple[Path, ssl.SSLContext]) -> None:
    """It must give the socket up, after what is read by hand, for TLS to take it."""
    ca_file, context = certified

    async def read() -> list[int]:
        async with within(10), scripted(**WELL) as server:
            server.tls = context
            async with opened(place_on(server, ca_file)) as source:
                await source.examine("INBOX")
                return [copy.uid for copy in await source.listing(1, 1)]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(read()) == [1]
