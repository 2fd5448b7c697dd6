"""Connections of a discovery: only to the addresses that were looked at, and to few of them."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

import httpcore
import pytest
import trustme

from services.api.discovery.names import Names
from services.api.discovery.reach import MOST_ADDRESSES, Guarded, Reach
from services.api.discovery.web import fetched
from tests.harness.dns_zone import resolving
from tests.harness.wait import within
from tests.integration.test_discovery import FILE, GOOD, HOSTS, WEB, Case, authority, greeter, world

__all__ = ["authority"]


class ChangingNames(Names):
    """DNS that gives another address whenever it is asked again."""

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__()
        self._left = list(addresses)

    async def addresses(self, host: str) -> Sequence[str]:
        return [self._left.pop(0)]


async def test_what_was_looked_at_is_what_is_connected_to(authority: trustme.CA) -> None:
    """A name that leads elsewhere a moment later (DNS rebinding) is not asked for again."""
    async with world(Case(None, (), WEB, {FILE: GOOD}), authority) as (_, site), AsyncExitStack() as stack:
        theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(theirs)
        port = await greeter(stack, theirs, b"* OK hello\r\n")
        ours = ssl.create_default_context()
        authority.configure_trust(ours)

        def changing() -> Reach:
            return Reach(ChangingNames(["127.0.0.1"]), ours, {443: site.port, 993: port})

        assert await fetched(f"https://{FILE}", changing()) != b""
        assert await changing().greeting("autoconfig.new.test", 993, is_encrypted=True) == b"* OK hello\r\n"


@pytest.fixture
def deaf(authority: trustme.CA) -> Iterator[int]:
    """The port of a server that greets and then reads nothing more, the end of TLS neither."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(theirs)
    is_over = threading.Event()

    def greet() -> None:
        with theirs.wrap_socket(listener.accept()[0], server_side=True) as connection:
            connection.sendall(b"* OK hello\r\n")
            is_over.wait(60)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=greet)
        server.start()
        yield listener.getsockname()[1]
        is_over.set()
        server.join()


async def test_a_server_that_never_ends_tls_is_not_waited_for(authority: trustme.CA, deaf: int) -> None:
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    reach = Reach(ChangingNames(["127.0.0.1"]), ours, {993: deaf})
    async with within(20):  # asyncio would wait for half a minute
        assert await reach.greeting("new.test", 993, is_encrypted=True) == b"* OK hello\r\n"


async def test_a_host_of_many_addresses_lets_us_knock_at_few(authority: trustme.CA) -> None:
    many = [f"127.0.0.{number}" for number in range(2, 22)]
    knocked: list[str] = []

    class Knocking(httpcore.AsyncNetworkBackend):
        async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
            knocked.append(host)
            raise httpcore.ConnectError

    async with resolving({"new.test": {"A": many}}) as resolver:
        reach = Reach(Names(resolver, may_be_asked=lambda _: True), ssl.create_default_context())
        guarded = Guarded(reach)
        guarded._network = Knocking()
        with pytest.raises(httpcore.ConnectError):
            await guarded.connect_tcp("new.test", 443)
    assert len(knocked) == MOST_ADDRESSES
