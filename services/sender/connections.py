"""The open SMTP sessions of one account; who takes one gives it back."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.sender.ports import SmtpConnection, SmtpConnector, SmtpServer


class Connections:
    """Sessions with one server, at most `limit` of them in use at a time: who takes one does it within a `turn`."""

    def __init__(self, connector: SmtpConnector, server: SmtpServer, limit: int) -> None:
        self._connector = connector
        self.server = server
        self._idle: deque[SmtpConnection] = deque()
        self._turns = asyncio.Semaphore(limit)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The right to use one session while the block runs, waited for."""
        async with self._turns:
            yield

    async def take(self) -> tuple[SmtpConnection, bool]:
        """A session, and whether it was used before: servers close idle sessions without a word."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection, True
            await connection.close()
        return await self.fresh(), False

    async def fresh(self) -> SmtpConnection:
        """A new session; raises ServerFaultError."""
        return await self._connector.connect(self.server)

    async def give_back(self, connection: SmtpConnection) -> None:
        """Keeps it for the next one while it is open."""
        if connection.is_open:
            self._idle.append(connection)
        else:
            await connection.close()

    async def close(self) -> None:
        """Ends all that are not in use."""
        while self._idle:
            await self._idle.pop().close()
