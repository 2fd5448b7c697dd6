"""Accounts and their sealed passwords: written here, read without the passwords."""

from collections.abc import Mapping

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.rows import kwargs_row
from pydantic import SecretStr

from services.api.accounts.fields import CONFIGURED
from services.api.accounts.resources import Account, AccountChange, NewAccount
from shared.credentials import Credential, CredentialOwner, LoginServer, write_credential
from shared.ids import AccountId, AccountKey
from shared.postgres.sessions import Connection, Pool, transaction
from shared.seal import Vault

INSERT_ACCOUNT = sql.SQL("INSERT INTO account ({columns}) VALUES ({values}) RETURNING id, account_key").format(
    columns=sql.SQL(", ").join(map(sql.Identifier, CONFIGURED)),
    values=sql.SQL(", ").join(map(sql.Placeholder, CONFIGURED)),
)
INSERT_SECRETS = "INSERT INTO account_secret (account_id) VALUES (%s) ON CONFLICT (account_id) DO NOTHING"
# An account that becomes active begins its live polls anew at the mailbox's end.
CHANGE_ACCOUNT = sql.SQL("""
UPDATE account SET
    {changes}
    activation = activation + (status <> 'active' AND coalesce(%(status)s::text, '') = 'active')::integer,
    version = version + 1
WHERE id = %(id)s
RETURNING id, account_key
""")
CHANGE = sql.SQL("{column} = {value},")
LIST_ACCOUNTS = """
SELECT account.*, health.state = 'ok' AS is_healthy, health.kind AS health_kind, health.since AS health_since,
       coalesce(health.reason, '') AS last_error_message, health.last_good_at AS last_good_poll_at,
       coalesce(health.is_live, false) AS is_live, sending.state AS sending_state, sending.since AS sending_since,
       coalesce(sending.reason, '') AS sending_reason, sending.next_try_at AS sending_next_try_at
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
LEFT JOIN read_sending_health AS sending ON sending.account_id = account.id
WHERE account.id > %(after)s
  AND (%(email_address)s::text IS NULL OR lower(account.email_address) = lower(%(email_address)s))
ORDER BY account.id LIMIT %(limit)s
"""
GET_ACCOUNT = """
SELECT account.*, health.state = 'ok' AS is_healthy, health.kind AS health_kind, health.since AS health_since,
       coalesce(health.reason, '') AS last_error_message, health.last_good_at AS last_good_poll_at,
       coalesce(health.is_live, false) AS is_live, sending.state AS sending_state, sending.since AS sending_since,
       coalesce(sending.reason, '') AS sending_reason, sending.next_try_at AS sending_next_try_at
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
LEFT JOIN read_sending_health AS sending ON sending.account_id = account.id
WHERE account.id = %s
"""

AS_STORED = kwargs_row(Account.model_construct)
"""What is stored is shown as it is, also where a later release would not accept it any more."""


class AccountStore:
    """The tables `account` and `account_secret`."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def create(self, new: NewAccount) -> Account | None:
        """The stored account; None when another one has its address."""
        try:
            async with transaction(self._pool) as connection:
                cursor = await connection.execute(INSERT_ACCOUNT, new.columns())
                ((account_id, account_key),) = await cursor.fetchall()
                secrets = {LoginServer.INCOMING: new.incoming_password, LoginServer.SMTP: new.smtp_password}
                await self._keep_secrets(connection, account_id, account_key, secrets)
                return await _get(connection, account_id)
        except UniqueViolation:
            return None

    async def change(self, account_id: int, change: AccountChange) -> Account | None:
        """The changed account; None when there is no such account."""
        given = change.model_dump(include=change.model_fields_set & set(CONFIGURED))
        changes = (CHANGE.format(column=sql.Identifier(name), value=sql.Placeholder(name)) for name in given)
        statement = CHANGE_ACCOUNT.format(changes=sql.SQL(" ").join(changes))
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(statement, {"status": None, **given, "id": account_id})
            found = await cursor.fetchone()
            if found is None:
                return None
            secrets = {LoginServer.INCOMING: change.incoming_password, LoginServer.SMTP: change.smtp_password}
            await self._keep_secrets(connection, AccountId(account_id), found[1], secrets)
            return await _get(connection, account_id)

    async def get(self, account_id: int) -> Account | None:
        """The account; None when there is none."""
        async with transaction(self._pool) as connection:
            return await _get(connection, account_id)

    async def list(self, *, after: int, limit: int, email_address: str | None = None) -> list[Account]:
        """Accounts with a greater id, the least first; of one address, when it is given."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=AS_STORED)
            await cursor.execute(LIST_ACCOUNTS, {"after": after, "limit": limit, "email_address": email_address})
            return await cursor.fetchall()

    async def _keep_secrets(
        self,
        connection: Connection,
        account_id: AccountId,
        account_key: AccountKey,
        secrets: Mapping[LoginServer, SecretStr | None],
    ) -> None:
        """An absent one stays as it is."""
        await connection.execute(INSERT_SECRETS, [account_id])
        for server, secret in secrets.items():
            if secret is not None:
                credential = Credential(CredentialOwner(account_key, server), secret)
                await write_credential(connection, account_id, credential, self._vault)


async def _get(connection: Connection, account_id: int) -> Account | None:
    cursor = connection.cursor(row_factory=AS_STORED)
    await cursor.execute(GET_ACCOUNT, [account_id])
    return await cursor.fetchone()
