"""Connections to hosts that a stranger may have named: only to addresses that DNS gave and that were looked at."""

import asyncio
import contextlib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpcore

from services.api.discovery.found import Outcome, Unanswered
from services.api.discovery.names import Names

MOST_GREETING_BYTES = 512
MOST_ADDRESSES = 4
"""Of one host, so that nobody lets us knock at many doors."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Names, whom TLS believes, and, for servers of tests, the ports that stand for the usual ones."""

    names: Names
    tls: ssl.SSLContext
    ports: Mapping[int, int] = field(default_factory=dict)

    def port(self, usual: int) -> int:
        """The port to connect to."""
        return self.ports.get(usual, usual)

    async def greeting(self, host: str, port: int, *, is_encrypted: bool) -> bytes:
        """The first line of what listens there, its certificate being the host's; raises Unanswered or OSError."""
        address = (await self.names.addresses(host))[0]
        tls = {"ssl": self.tls, "server_hostname": host} if is_encrypted else {}
        reader, writer = await asyncio.open_connection(
            address,
            self.port(port),
            limit=MOST_GREETING_BYTES,
            **tls,  # type: ignore[arg-type]
        )
        try:
            return await reader.readline()
        except ValueError:
            raise Unanswered(Outcome.REFUSED, "its greeting does not end") from None
        finally:
            writer.transport.abort()  # who never ends TLS would be waited for


class Guarded(httpcore.AsyncNetworkBackend):
    """HTTP's connections, looked at as they are made: no second question to DNS may get another answer."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the first address of the host that may be asked and answers."""
        *others, last = (await self._reach.names.addresses(host))[:MOST_ADDRESSES]
        port = self._reach.port(port)
        for address in others:
            with contextlib.suppress(httpcore.ConnectError):
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)
