"""A name with several addresses: the first ones may be silent or refuse, the account is served all the same."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
import uvloop

from shared import dial
from shared.dial import Address
from tests.contract.mail_source import Place, opened
from tests.contract.smtp_port import connector, server_at
from tests.fakes.mail_server import scripted_imap_server, scripted_pop3_server
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.wait import eventually, within

SILENT = "127.0.0.2"
FULL = 16
"""More connections than any kernel keeps for a listener with a backlog of 0."""
both_silences = pytest.mark.parametrize("waiting", [FULL, 0], ids=["no connection", "no greeting"])


@contextmanager
def silent(port: int, waiting_before: int) -> Iterator[None]:
    """Nobody speaks at SILENT: its listener never accepts, and maybe as many wait as it lets wait."""
    with socket.socket() as listener:
        listener.bind((SILENT, port))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(waiting_before)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex((SILENT, port))
        yield
        for each in waiting:
            each.close()


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads to a silent address, to one that refuses, and then to the server's."""

    async def addresses_of(host: str, port: int) -> Sequence[Address]:
        assert host == "mail.example"
        return [
            (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
            for address in (SILENT, "127.0.0.3", "127.0.0.1")
        ]

    for user in ("shared.dial", "services.poller.connecting", "services.sender.smtp.connect"):
        monkeypatch.setattr(f"{user}.addresses_of", addresses_of)


Loops = Callable[[], asyncio.AbstractEventLoop]
on_both_loops = pytest.mark.parametrize(
    "loops", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


@pytest.mark.usefixtures("several")
@on_both_loops
@both_silences
@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
def test_a_mailbox_is_opened_at_the_address_that_answers(scripted: type, waiting: int, loops: Loops) -> None:
    async def opens() -> None:
        async with scripted() as server:
            place = Place("imap" if server.is_imap else "pop3", server.port, host="mail.example")
            with silent(server.port, waiting):
                async with within(10), opened(place, timeout_s=3600) as source:
                    await source.examine("INBOX")

    run(loops, opens())


@pytest.mark.usefixtures("several")
@on_both_loops
@both_silences
def test_mail_is_sent_at_the_address_that_answers(waiting: int, loops: Loops) -> None:
    async def sends() -> None:
        async with scripted_smtp_server(Script()) as fake:
            with silent(fake.port, waiting):
                async with within(10):
                    server = replace(server_at(fake.port), host="mail.example")
                    connection = await connector(timeout_s=3600).connect(server)
                    await connection.check()
                    await connection.close()

    run(loops, sends())


def run(loops: Loops, work: Coroutine[None, None, None]) -> None:
    with asyncio.Runner(loop_factory=loops) as runner:
        runner.run(work)


async def test_a_slow_lookup_delays_no_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them at a time than the loop has threads."""
    asked, answered = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: object, **more: object) -> object:
        if host == "slow.example":
            asked.set()
            answered.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    slow = [asyncio.create_task(dial.addresses_of("slow.example", 25)) for _ in range(40)]
    try:
        await eventually(asked.is_set, deadline_s=10, what="the lookups have begun")
        async with within(10):
            assert await dial.addresses_of("localhost", 25)
    finally:
        answered.set()
        await asyncio.gather(*slow, return_exceptions=True)
