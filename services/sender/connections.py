"""The open SMTP sessions of one account; who takes one gives it back."""

from collections import deque

from services.sender.ports import SmtpConnection, SmtpConnector, SmtpServer


class Connections:
    """Sessions with one server; how many there are is up to how many workers take one at a time."""

    def __init__(self, connector: SmtpConnector, server: SmtpServer) -> None:
        self._connector = connector
        self.server = server
        self._idle: deque[SmtpConnection] = deque()

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
