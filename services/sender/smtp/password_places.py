"""Sessions of accounts whose password lies elsewhere: it is read for each session, so the next one has a new one."""

from dataclasses import dataclass, replace

from services.sender.domain.steps import StepName
from services.sender.ports import ServerFaultError, SmtpConnection, SmtpConnector, SmtpServer
from shared.credentials import Credential
from shared.secret_references.errors import UnresolvedError
from shared.secret_references.resolver import Resolver
from shared.walk import Trouble, Walk

FIELD = "smtp_password_ref"


@dataclass(frozen=True, slots=True)
class PasswordConnector:
    """An `SmtpConnector` on another one, which logs in by what it is given."""

    connector: SmtpConnector
    resolver: Resolver

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> SmtpConnection:
        """Connected, protected and logged in; raises ServerFaultError."""
        place = server.password_at
        if place is None:
            return await self.connector.connect(server, walk)
        if walk is not None:
            walk.reach(StepName.PASSWORD)
        try:
            password = await self.resolver.password(place.reference, FIELD)
        except UnresolvedError as error:
            raise ServerFaultError(f"{server.account}: {error}", error.trouble) from None
        try:
            return await self.connector.connect(replace(server, credential=Credential(place.owner, password)), walk)
        except ServerFaultError as error:
            raise _told(error, server, place.reference) from None


def _told(error: ServerFaultError, server: SmtpServer, reference: str) -> ServerFaultError:
    """A refused login says where the password lies."""
    trouble = error.trouble
    if trouble.cause != "auth":
        return error
    next_step = f"correct smtp_username or what {reference} holds: the next try reads it anew"
    line = f"{server.account}: {trouble.happened}: {next_step}"
    return ServerFaultError(line, Trouble(trouble.cause, trouble.happened, next_step, trouble.said))
