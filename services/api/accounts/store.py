"""Accounts and their sealed passwords: written here, read without the passwords."""

from collections.abc import Mapping

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from pydantic import SecretStr

from services.api.accounts.resources import Account, AccountChange, NewAccount
from shared.postgres.sessions import Connection, Pool, transaction
from shared.seal import Vault

INSERT_ACCOUNT = """
INSERT INTO account (
    name, email_address, own_addresses, account_type, department, status,
    smtp_server, smtp_port, smtp_use_tls, smtp_username,
    incoming_protocol, incoming_server, incoming_port, incoming_use_ssl, incoming_username,
    allow_plaintext, folders, auto_polling_enabled, poll_frequency, max_emails_per_poll, initial_history_days
) VALUES (
    %(name)s, %(email_address)s, %(own_addresses)s, %(account_type)s, %(department)s, %(status)s,
    %(smtp_server)s, %(smtp_port)s, %(smtp_use_tls)s, %(smtp_username)s,
    %(incoming_protocol)s, %(incoming_server)s, %(incoming_port)s, %(incoming_use_ssl)s, %(incoming_username)s,
    %(allow_plaintext)s, %(folders)s, %(auto_polling_enabled)s, %(poll_frequency)s, %(max_emails_per_poll)s,
    %(initial_history_days)s
) RETURNING id, account_key
"""
INSERT_SECRETS = "INSERT INTO account_secret (account_id) VALUES (%s) ON CONFLICT (account_id) DO NOTHING"
SET_INCOMING = "UPDATE account_secret SET incoming_password = %s WHERE account_id = %s"
SET_SMTP = "UPDATE account_secret SET smtp_password = %s WHERE account_id = %s"
# `given` names the fields of the request: only a field that was given is changed, also to null.
CHANGE_ACCOUNT = """
UPDATE account SET
    activation = activation + (status <> 'active' AND coalesce(%(status)s::text, '') = 'active')::integer,
    status = CASE WHEN 'status' = ANY(%(given)s) THEN %(status)s ELSE status END,
    auto_polling_enabled =
        CASE WHEN 'auto_polling_enabled' = ANY(%(given)s) THEN %(auto_polling_enabled)s ELSE auto_polling_enabled END,
    poll_frequency = CASE WHEN 'poll_frequency' = ANY(%(given)s) THEN %(poll_frequency)s ELSE poll_frequency END,
    max_emails_per_poll =
        CASE WHEN 'max_emails_per_poll' = ANY(%(given)s) THEN %(max_emails_per_poll)s ELSE max_emails_per_poll END,
    version = version + 1
WHERE id = %(id)s
RETURNING id, account_key
"""
LIST_ACCOUNTS = """
SELECT account.*, health.state = 'ok' AS is_healthy, health.kind AS health_kind, health.since AS health_since,
       coalesce(health.reason, '') AS last_error_message, health.last_good_at AS last_good_poll_at,
       coalesce(health.is_live, false) AS is_live
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
WHERE account.id > %(after)s
  AND (%(email_address)s::text IS NULL OR lower(account.email_address) = lower(%(email_address)s))
ORDER BY account.id LIMIT %(limit)s
"""
GET_ACCOUNT = """
SELECT account.*, health.state = 'ok' AS is_healthy, health.kind AS health_kind, health.since AS health_since,
       coalesce(health.reason, '') AS last_error_message, health.last_good_at AS last_good_poll_at,
       coalesce(health.is_live, false) AS is_live
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
WHERE account.id = %s
"""


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
                secrets = {"incoming": new.incoming_password, "smtp": new.smtp_password}
                await self._keep_secrets(connection, account_id, str(account_key), secrets)
                return await _get(connection, account_id)
        except UniqueViolation:
            return None

    async def change(self, account_id: int, change: AccountChange) -> Account | None:
        """The changed account; None when there is no such account."""
        given = change.model_dump(exclude={"incoming_password", "smtp_password"})
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(
                CHANGE_ACCOUNT, {**given, "given": sorted(change.model_fields_set), "id": account_id}
            )
            found = await cursor.fetchone()
            if found is None:
                return None
            secrets = {"incoming": change.incoming_password, "smtp": change.smtp_password}
            await self._keep_secrets(connection, account_id, str(found[1]), secrets)
            return await _get(connection, account_id)

    async def get(self, account_id: int) -> Account | None:
        """The account; None when there is none."""
        async with transaction(self._pool) as connection:
            return await _get(connection, account_id)

    async def list(self, *, after: int, limit: int, email_address: str | None = None) -> list[Account]:
        """Accounts with a greater id, the least first; of one address, when it is given."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Account))
            await cursor.execute(LIST_ACCOUNTS, {"after": after, "limit": limit, "email_address": email_address})
            return await cursor.fetchall()

    async def _keep_secrets(
        self, connection: Connection, account_id: int, account_key: str, secrets: Mapping[str, SecretStr | None]
    ) -> None:
        """Each password sealed for its own place; an absent one stays as it is."""
        await connection.execute(INSERT_SECRETS, [account_id])
        for place, statement in (("incoming", SET_INCOMING), ("smtp", SET_SMTP)):
            secret = secrets[place]
            if secret is not None:
                wrapped = self._vault.wrap(secret.get_secret_value(), f"{account_key}/{place}")
                await connection.execute(statement, [wrapped, account_id])


async def _get(connection: Connection, account_id: int) -> Account | None:
    cursor = connection.cursor(row_factory=class_row(Account))
    await cursor.execute(GET_ACCOUNT, [account_id])
    return await cursor.fetchone()
