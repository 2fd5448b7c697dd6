"""Credentials: what an account logs in to its servers with, and who may have them.

They lie in `account_secret`, sealed by the installation's key (shared/seal.py) and bound to their owner: a credential
that was moved to another account, or to the account's other server, does not open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import LiteralString

from pydantic import SecretStr

from shared.ids import AccountId, AccountKey
from shared.postgres.sessions import Connection
from shared.seal import Vault

READERS = ("poller", "sender")
"""The services that log in: they alone may read credentials, and through `read_account_secret` only."""
WRITERS = ("api",)
"""The services that may store credentials, which does not let them read any. One that refreshes tokens stores what it
was given: it joins them with its grant when it has the code that writes."""


class CredentialKind(StrEnum):
    """What a credential is, which decides how to log in with it."""

    PASSWORD = "password"  # noqa: S105 - its name, not its value
    ACCESS_TOKEN = "access_token"  # noqa: S105 - of OAuth2: shared/oauth/ keeps it


class LoginServer(StrEnum):
    """Which of an account's servers."""

    INCOMING = "incoming"
    SMTP = "smtp"


@dataclass(frozen=True, slots=True)
class CredentialOwner:
    """Whose a credential is, and for which server."""

    account_key: AccountKey
    server: LoginServer

    def __str__(self) -> str:
        """The place that it is bound to where it is stored: another text, and nothing stored opens any more."""
        return f"{self.account_key}/{self.server}"


@dataclass(frozen=True, slots=True)
class Credential:
    """The secret is seen by nobody who does not ask for it by name."""

    owner: CredentialOwner
    secret: SecretStr = field(repr=False)
    kind: CredentialKind = CredentialKind.PASSWORD

    def sealed(self, vault: Vault) -> bytes:
        """For its owner's place."""
        return vault.wrap(self.secret.get_secret_value(), str(self.owner))


def opened(sealed: bytes, owner: CredentialOwner, vault: Vault) -> Credential:
    """Raises ConfigurationError when it was sealed for another owner, or by another EMAIL_SECRET_KEY."""
    return Credential(owner, vault.unwrap(sealed, str(owner)))


READ: Mapping[LoginServer, LiteralString] = {
    LoginServer.INCOMING: "SELECT incoming_password FROM read_account_secret WHERE account_id = %s",
    LoginServer.SMTP: "SELECT smtp_password FROM read_account_secret WHERE account_id = %s",
}
WRITE: Mapping[LoginServer, LiteralString] = {
    LoginServer.INCOMING: "UPDATE account_secret SET incoming_password = %s WHERE account_id = %s",
    LoginServer.SMTP: "UPDATE account_secret SET smtp_password = %s WHERE account_id = %s",
}


async def read_credential(
    connection: Connection, account_id: AccountId, owner: CredentialOwner, vault: Vault
) -> Credential | None:
    """What is stored for this account and server, if anything; raises ConfigurationError when it does not open."""
    row = await (await connection.execute(READ[owner.server], [account_id])).fetchone()
    if row is None or row[0] is None:
        return None
    return opened(bytes(row[0]), owner, vault)


async def write_credential(connection: Connection, account_id: AccountId, credential: Credential, vault: Vault) -> None:
    """Sealed, in place of what was stored for its owner; the account has its row in `account_secret`."""
    await connection.execute(WRITE[credential.owner.server], [credential.sealed(vault), account_id])
