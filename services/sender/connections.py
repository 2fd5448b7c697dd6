"""The open SMTP sessions of one account; who takes one gives it back."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from services.sender.domain.reply import Reply
from services.sender.ports import ConnectionLostError, Envelope, SmtpConnection, SmtpConnector, SmtpServer

SERVICE_CLOSING = 421


class Connections:
    """Sessions with one server, at most `limit` of them in use at a time: who uses one does it within `turn`."""

    def __init__(self, connector: SmtpConnector, server: SmtpServer, limit: int) -> None:
        self._connector = connector
        self.server = server
        self.turn = asyncio.Semaphore(limit)
        self._idle: deque[SmtpConnection] = deque()

    async def offer(self, envelope: Envelope) -> tuple[SmtpConnection, Mapping[str, Reply]]:
        """A session that the envelope was offered to, which is to be `kept`, and the reply to each recipient.

        A server that has closed an idle session meanwhile is asked anew. Raises ConnectionLostError, ServerFaultError.
        """
        connection = await self._idle_one()
        if connection is not None:
            try:
                replies = await _offered(connection, envelope)
            except ConnectionLostError:
                pass
            else:
                if all(reply.code != SERVICE_CLOSING for reply in replies.values()):
                    return connection, replies
                await connection.close()
        connection = await self._connector.connect(self.server)
        return connection, await _offered(connection, envelope)

    @asynccontextmanager
    async def kept(self, connection: SmtpConnection) -> AsyncIterator[None]:
        """After the block it is there for the next one; closed when the block ends by an error."""
        try:
            yield
        except BaseException:
            # Its envelope may still be open: to the next attempt the server would answer 503, and that is final.
            await connection.close()
            raise
        if connection.is_open:
            self._idle.append(connection)
        else:
            await connection.close()

    async def close(self) -> None:
        """Ends all that are not in use."""
        while self._idle:
            await self._idle.pop().close()

    async def _idle_one(self) -> SmtpConnection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
            await connection.close()
        return None


async def _offered(connection: SmtpConnection, envelope: Envelope) -> Mapping[str, Reply]:
    try:
        return await connection.offer(envelope)
    except BaseException:
        await connection.close()
        raise
