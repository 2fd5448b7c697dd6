"""The open SMTP sessions of one account; who takes one gives it back."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from services.sender.domain.allowance import Allowance, full
from services.sender.domain.reply import Reply
from services.sender.domain.session_reply import session_refusal
from services.sender.ports import (
    ConnectionLostError,
    Envelope,
    SessionRefusedError,
    SmtpConnection,
    SmtpConnector,
    SmtpServer,
)
from services.sender.turns import Turns


class Connections:
    """Sessions with one server, at most `limit` at a time or what it is known to allow: who uses one has a `turn`.

    `refusal` is set when the only session was refused: nothing can be sent for a while.
    """

    def __init__(
        self, connector: SmtpConnector, server: SmtpServer, limit: int, known: Allowance | None = None
    ) -> None:
        self._connector = connector
        self.server = server
        self.allowance = known or full(limit)
        self.turn = Turns(self.allowance.allowed)
        self.refusal: SessionRefusedError | None = None
        self._idle: deque[SmtpConnection] = deque()

    async def offer(self, envelope: Envelope) -> tuple[SmtpConnection, Mapping[str, Reply]]:
        """A session that the envelope was offered to, which is to be `kept`, and the reply to each recipient.

        A server that has closed an idle session meanwhile, or has had enough of it, is asked anew. Raises
        ConnectionLostError, ServerFaultError.
        """
        connection = await self._idle_one()
        if connection is not None:
            try:
                replies = await _offered(connection, envelope)
            except ConnectionLostError:
                pass
            else:
                if session_refusal(replies.values()) is None:
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
        if connection.is_open and self.turn.taken <= self.turn.limit:
            self._idle.append(connection)
        else:
            await connection.close()

    def refused(self, reply: Reply, *, is_settled: bool = False) -> SessionRefusedError:
        """A session was refused in somebody's turn: fewer of them, or, where it was the only one, a pause."""
        others = self.turn.taken - 1
        self._allow(self.allowance.refused(others))
        refusal = SessionRefusedError(self.server, reply, is_settled=is_settled, is_alone=others < 1)
        if refusal.is_alone:
            self.refusal = refusal
        return refusal

    def sent(self) -> None:
        """The server took a message."""
        self._allow(self.allowance.sent())

    async def close(self) -> None:
        """Ends all that are not in use."""
        while self._idle:
            await self._idle.pop().close()

    def _allow(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.turn.limit = allowance.allowed

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
