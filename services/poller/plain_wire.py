"""What is said on a connection before it is encrypted: read by hand, so that nothing of it is taken for later words."""

import asyncio
import socket

from services.poller.domain import failures, tls_failures
from services.poller.domain.failures import quote
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login

MOST_BYTES = 64 * 1024
"""Of everything in plain text."""


class PlainWire:
    """A connected socket that does not block. Each wait ends within `timeout_s`; raises SourceFailedError."""

    def __init__(self, connection: socket.socket, login: Login, timeout_s: float) -> None:
        self.connection = connection
        self.login = login
        self.timeout_s = timeout_s
        self._unread = bytearray()
        self._left = MOST_BYTES

    @property
    def server(self) -> str:
        """How errors name it."""
        return self.login.server

    async def line(self, within_s: float) -> bytes:
        """The next line, without its end."""
        try:
            async with asyncio.timeout(within_s):
                while (end := self._unread.find(b"\n")) < 0:
                    await self._hear()
        except TimeoutError:
            raise SourceFailedError(failures.silent(self.server, within_s)) from None
        except OSError as error:
            raise SourceFailedError(failures.hung_up(self.server, error.strerror or "without a word")) from None
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line.rstrip(b"\r")

    async def say(self, line: str) -> None:
        """Never anything secret."""
        try:
            async with asyncio.timeout(self.timeout_s):
                await asyncio.get_running_loop().sock_sendall(self.connection, f"{line}\r\n".encode())
        except TimeoutError:
            raise SourceFailedError(failures.silent(self.server, self.timeout_s)) from None
        except OSError as error:
            raise SourceFailedError(failures.hung_up(self.server, error.strerror or "without a word")) from None

    def need_nothing_more(self) -> None:
        """From here on TLS speaks, and the client first: what the server has said beyond is nobody's word."""
        try:
            more = bytes(self._unread) or self.connection.recv(1024, socket.MSG_PEEK)
        except OSError:
            return  # there is nothing, as it should be; an end is found by the handshake
        if more:
            raise SourceFailedError(tls_failures.spoke_before_tls(self.server, quote(more)))

    async def _hear(self) -> None:
        heard = await asyncio.get_running_loop().sock_recv(self.connection, 4096)
        if not heard:
            raise SourceFailedError(failures.hung_up(self.server, "without a word"))
        self._left -= len(heard)
        if self._left < 0:
            raise SourceFailedError(failures.broken_answer(self.server, f"over {MOST_BYTES} bytes before TLS"))
        self._unread += heard
