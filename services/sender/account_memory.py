"""What this process remembers of an account from batch to batch; a new process begins without and learns it again."""

from dataclasses import dataclass, field

from services.sender.connections import Connections
from services.sender.domain.allowance import Allowance
from services.sender.domain.health import SendingHealth
from services.sender.domain.suspects import Suspects
from services.sender.ports import SmtpConnector, SmtpServer


@dataclass(slots=True)
class AccountMemory:
    """`faults`: batches in a row that ended by a fault; `health` as it was written last, perhaps not told yet.

    `account_version`: of the account that was worked with last.
    """

    recovered_epoch: int | None = None
    faults: int = 0
    suspects: Suspects = field(default_factory=Suspects)
    health: SendingHealth | None = None
    account_version: int = 0
    may_be_untold: bool = True
    _connections: Connections | None = None
    _allowance: tuple[SmtpServer, Allowance] | None = None

    async def connections(self, connector: SmtpConnector, server: SmtpServer, most: int) -> Connections:
        """The sessions with this server, those with another one are ended; what it allows is remembered."""
        if self._connections is not None and self._connections.server == server:
            return self._connections
        await self.close()
        known, allowance = self._allowance or (server, None)
        self._connections = Connections(connector, server, most, allowance if known == server else None)
        return self._connections

    async def close(self) -> None:
        """Ends the sessions."""
        if self._connections is not None:
            closing, self._connections = self._connections, None
            self._allowance = closing.server, closing.allowance
            await closing.close()

    def allowed(self, most: int) -> int:
        """How many sessions at a time."""
        if self._connections is not None:
            return self._connections.allowance.allowed
        return self._allowance[1].allowed if self._allowance is not None else most
