"""Sessions of accounts that log in by an access token: fetched for each session, and once more when it is refused."""

from dataclasses import dataclass, replace

from pydantic import SecretStr

from services.sender.domain.steps import StepName
from services.sender.ports import ServerFaultError, SmtpConnection, SmtpConnector, SmtpServer, TokenOwner
from shared.credentials import Credential, CredentialKind
from shared.ids import AccountId
from shared.oauth.tokens import NoTokenError, Tokens
from shared.walk import Trouble, Walk


@dataclass(frozen=True, slots=True)
class TokenConnector:
    """An `SmtpConnector` on another one, which shows what it is given."""

    connector: SmtpConnector
    tokens: Tokens

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> SmtpConnection:
        """Connected, protected and logged in; raises ServerFaultError."""
        token_of = server.token_of
        if token_of is None:
            return await self.connector.connect(server, walk)
        if walk is not None:
            walk.reach(StepName.TOKEN)
        token = await self._token(server, token_of.account_id)
        try:
            return await self.connector.connect(_with(server, token_of, token), walk)
        except ServerFaultError as error:
            if error.trouble.cause != "auth":
                raise
        # It may have been taken back before its end: another one is tried once.
        token = await self._token(server, token_of.account_id, refused=token)
        return await self.connector.connect(_with(server, token_of, token), walk)

    async def _token(self, server: SmtpServer, account_id: AccountId, refused: SecretStr | None = None) -> SecretStr:
        try:
            return await self.tokens.token_for(account_id, refused)
        except NoTokenError as error:
            refusal = error.refusal
            trouble = Trouble(refusal.cause, refusal.happened, refusal.next_step, refusal.said)
            raise ServerFaultError(f"{server.account}: {refusal}", trouble) from None


def _with(server: SmtpServer, token_of: TokenOwner, token: SecretStr) -> SmtpServer:
    return replace(server, credential=Credential(token_of.owner, token, CredentialKind.ACCESS_TOKEN))
