"""Accounts and their credentials, read from the api's views."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from psycopg.rows import class_row

from services.sender.domain.account import SendingAccount, cannot_send_because
from services.sender.ports import PasswordPlace, ServerFaultError, SmtpServer, TokenOwner
from shared.credentials import Credential, CredentialOwner, LoginServer, read_credential
from shared.errors import ConfigurationError
from shared.ids import AccountId
from shared.postgres.sessions import Pool, session
from shared.seal import Vault

READ_ACCOUNTS = """
SELECT id AS account_id, account_key, name, email_address, smtp_server, smtp_port, smtp_use_tls, smtp_username,
       allow_plaintext, deleted_at IS NOT NULL AS is_deleted, mode = 'observe' AS only_observes, version, auth,
       smtp_password_ref, smtp_tls, ca_certificates, smtp_fingerprint
FROM read_account WHERE id = ANY(%(ids)s)
"""


class SendingAccounts:
    """The accounts as the sender may see them."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def known(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, SendingAccount]:
        """Those that exist."""
        async with (
            session(self._pool) as connection,
            connection.cursor(row_factory=class_row(SendingAccount)) as cursor,
        ):
            await cursor.execute(READ_ACCOUNTS, {"ids": sorted(account_ids)})
            return {account.account_id: account for account in await cursor.fetchall()}

    async def server_of(self, account: SendingAccount) -> SmtpServer:
        """With the credential, or with whose access token is to be shown, or where the password lies.

        Raises ServerFaultError when the account cannot send as it is configured.
        """
        reason = cannot_send_because(account)
        if reason is not None:
            raise ServerFaultError(reason)
        server = SmtpServer(
            str(account),
            account.smtp_server,
            account.smtp_port,
            account.security,
            account.smtp_username,
            trust=account.trust,
        )
        if not account.smtp_username:
            return server
        if account.is_oauth:
            return replace(server, token_of=TokenOwner(account.account_id, _owner(account)))
        if account.is_by_reference:
            return replace(server, password_at=PasswordPlace(account.smtp_password_ref, _owner(account)))
        return replace(server, credential=await self._credential_of(account))

    async def _credential_of(self, account: SendingAccount) -> Credential:
        owner = _owner(account)
        async with session(self._pool) as connection:
            try:
                credential = await read_credential(connection, account.account_id, owner, self._vault)
            except ConfigurationError as error:
                raise ServerFaultError(f"{account}: {error}; put that key back, or set smtp_password again") from error
        if credential is None:
            raise ServerFaultError(f"{account}: it has smtp_username but no SMTP password: set smtp_password")
        return credential


def _owner(account: SendingAccount) -> CredentialOwner:
    return CredentialOwner(account.account_key, LoginServer.SMTP)
