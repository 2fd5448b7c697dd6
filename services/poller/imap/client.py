"""The library's client on a connection of ours: proxies, TLS by account and STARTTLS need one that is there already."""

import asyncio
import socket
import ssl

from aioimaplib import aioimaplib

from services.poller.imap.wire import Wire


class Client(aioimaplib.IMAP4):
    """The library's client on a `Wire` over a connection that is there already."""

    protocol: Wire  # type: ignore[assignment]

    def __init__(
        self,
        connection: socket.socket,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        timeout_s: float,
        max_literal_bytes: int,
        *,
        is_greeted: bool = False,
    ) -> None:
        self._connection = connection
        self._is_greeted = is_greeted
        self._max_literal_bytes = max_literal_bytes
        super().__init__(host, port, timeout=timeout_s, ssl_context=context)  # type: ignore[arg-type]

    def create_client(
        self,
        host: str,
        port: int,
        loop: asyncio.AbstractEventLoop | None,
        conn_lost_cb: object = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        running = asyncio.get_running_loop()
        self.protocol = Wire(running, self._max_literal_bytes, is_greeted=self._is_greeted)
        self._client_task = running.create_task(
            running.create_connection(
                lambda: self.protocol,
                sock=self._connection,
                ssl=ssl_context,
                server_hostname=host if ssl_context is not None else None,
            )
        )

    async def connected(self) -> None:
        """Raises OSError when TLS does not come about."""
        await self._client_task

    def close_now(self) -> None:
        """Logs out without waiting and ends whatever still waits."""
        self._client_task.cancel()
        for task in self.tasks:
            task.cancel()
        if self._idle_waiter is not None:
            self._idle_waiter.cancel()
        if self.protocol.transport is None:
            self._connection.close()
        elif not self.protocol.transport.is_closing():
            self.protocol.send("BYE LOGOUT")
            self.protocol.transport.close()
