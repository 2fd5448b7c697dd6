"""Accounts and their sealed passwords: written here, read without the passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.rows import kwargs_row
from pydantic import SecretStr

from services.api.accounts.change import changed_columns
from services.api.accounts.fields import CONFIGURED
from services.api.accounts.oauth import change_oauth, keep_oauth
from services.api.accounts.polling import JOIN_DOWNLOAD, POLLING
from services.api.accounts.receiving import CANARY, JOIN_CANARY, JOIN_RECEIVING, RECEIVING
from services.api.accounts.resources import Account, AccountChange, NewAccount
from services.api.accounts.stored_secrets import forget_replaced
from services.api.lists import Column, Listing, Part
from services.api.preconditions import ANY, Expected
from services.api.problems import Problem
from shared.credentials import Credential, CredentialOwner, LoginServer, write_credential
from shared.ids import AccountId, AccountKey
from shared.oauth.store import erase_login, forget_login
from shared.postgres.sessions import Connection, Pool, transaction
from shared.seal import Vault

INSERT_ACCOUNT = sql.SQL("INSERT INTO account ({columns}) VALUES ({values}) RETURNING id, account_key").format(
    columns=sql.SQL(", ").join(map(sql.Identifier, CONFIGURED)),
    values=sql.SQL(", ").join(map(sql.Placeholder, CONFIGURED)),
)
INSERT_SECRETS = "INSERT INTO account_secret (account_id) VALUES (%s) ON CONFLICT (account_id) DO NOTHING"
LOCK_ACCOUNT = "SELECT FROM account WHERE id = %s FOR UPDATE"
# An account that becomes active, or stops to observe only, begins its live polls anew at the mailbox's end.
CHANGE_ACCOUNT = sql.SQL("""
UPDATE account SET
    {changes}
    activation = activation + (status <> 'active' AND coalesce(%(status)s::text, '') = 'active'
                               OR mode = 'observe' AND coalesce(%(mode)s::text, '') = 'live')::integer,
    version = version + 1
WHERE id = %(id)s
""")
DISCARD_DRAFT = "DELETE FROM account WHERE id = %s AND status = 'inactive' AND version = 1"
CHANGE = sql.SQL("{column} = {value},")
# A password is no history; the address stays in the row and is free for another account.
REMOVE_ACCOUNT = """
UPDATE account SET status = 'inactive', deleted_at = clock_timestamp(), version = version + 1 WHERE id = %s
"""
FORGET_SECRETS = "DELETE FROM account_secret WHERE account_id = %s"
SELECT = f"""
SELECT account.*, {RECEIVING}, {POLLING}, {CANARY},
       health.state = 'ok' AS is_healthy, health.kind AS health_kind, health.since AS health_since,
       coalesce(health.reason, '') AS last_error_message, health.last_good_at AS last_good_poll_at,
       coalesce(health.is_live, false) AS is_live, sending.state AS sending_state, sending.since AS sending_since,
       coalesce(sending.reason, '') AS sending_reason, sending.next_try_at AS sending_next_try_at,
       token.state AS oauth_state, coalesce(token.reason, '') AS oauth_reason, token.since AS oauth_since,
       token.expires_at AS oauth_expires_at, token.login_ends_at AS oauth_login_ends_at
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
LEFT JOIN read_sending_health AS sending ON sending.account_id = account.id
LEFT JOIN account_token AS token ON token.account_id = account.id AND account.auth = 'oauth2'
{JOIN_RECEIVING}
{JOIN_CANARY}
{JOIN_DOWNLOAD}
"""  # noqa: S608 - pieces of our own
LIST_ACCOUNTS = f"""{SELECT}
WHERE (%(email_address)s::text IS NULL OR lower(account.email_address) = lower(%(email_address)s))
  AND (%(status)s::text IS NULL OR account.status = %(status)s)
  AND (%(has_deleted)s OR account.deleted_at IS NULL)
  AND (%(search)s::text IS NULL OR strpos(lower(account.name), lower(%(search)s)) > 0
       OR strpos(lower(account.email_address), lower(%(search)s)) > 0)
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
GET_ACCOUNT = f"{SELECT} WHERE account.id = %s"
ACCOUNTS = Listing(
    "accounts",
    Column("account.id", "integer", "id"),
    {
        "id": Column("account.id", "integer", "id"),
        "email_address": Column("account.email_address", "text", "email_address"),
        "name": Column("account.name", "text", "name"),
        "created_at": Column("account.created_at", "timestamptz", "created_at"),
    },
    "id",
)
AS_STORED = kwargs_row(Account.model_construct)
"""What is stored is shown as it is, also where a later release would not accept it any more."""


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts; None means any."""

    email_address: str | None = None
    status: str | None = None
    search: str | None = None
    has_deleted: bool = False


class AccountStore:
    """The tables `account` and `account_secret`."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def create(self, new: NewAccount) -> Account:
        """The stored account. Raises a Problem with 409 when another one has its address."""
        try:
            async with transaction(self._pool) as connection:
                cursor = await connection.execute(INSERT_ACCOUNT, new.columns())
                ((account_id, account_key),) = await cursor.fetchall()
                secrets = {LoginServer.INCOMING: new.incoming_password, LoginServer.SMTP: new.smtp_password}
                await self._keep_secrets(connection, account_id, account_key, secrets)
                await keep_oauth(connection, AccountId(account_id), AccountKey(account_key), new, self._vault)
                return _existing(await _get(connection, account_id), account_id)
        except UniqueViolation:
            raise _taken(new.email_address) from None

    async def change(self, account_id: int, change: AccountChange, expected: Expected = ANY) -> Account:
        """The changed account. Raises a Problem with 404, 409, 412 or 422."""
        try:
            async with transaction(self._pool) as connection:
                account = await _locked(connection, account_id, expected)
                changes = changed_columns(account, change)
                columns = (CHANGE.format(column=sql.Identifier(name), value=sql.Placeholder(name)) for name in changes)
                statement = CHANGE_ACCOUNT.format(changes=sql.SQL(" ").join(columns))
                await connection.execute(statement, {"status": None, "mode": None, **changes, "id": account_id})
                await self._keep_secrets(
                    connection, AccountId(account_id), AccountKey(account.account_key), _secrets(change)
                )
                await forget_replaced(connection, account_id, changes)
                await change_oauth(connection, account, changes, change, self._vault)
                return _existing(await _get(connection, account_id), account_id)
        except UniqueViolation:
            raise _taken(change.email_address) from None

    async def remove(self, account_id: int, expected: Expected = ANY) -> None:
        """It is polled and sends no more, its passwords are gone. Raises a Problem with 404, 409 or 412."""
        async with transaction(self._pool) as connection:
            await _locked(connection, account_id, expected)
            await connection.execute(REMOVE_ACCOUNT, [account_id])
            await connection.execute(FORGET_SECRETS, [account_id])
            await forget_login(connection, AccountId(account_id))

    async def discard(self, account_id: int) -> None:
        """Forgets an account that was never active, with its passwords."""
        async with transaction(self._pool) as connection:
            if (await connection.execute(DISCARD_DRAFT, [account_id])).rowcount:
                await erase_login(connection, AccountId(account_id))

    async def get(self, account_id: int) -> Account | None:
        """The account, a removed one too; None when there is none."""
        async with transaction(self._pool) as connection:
            return await _get(connection, account_id)

    async def list(self, which: AccountFilter, part: Part) -> list[Account]:
        """A part of the accounts, and one more when there are more."""
        values = {
            "email_address": which.email_address,
            "status": which.status,
            "search": which.search,
            "has_deleted": which.has_deleted,
            **part.values(),
        }
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=AS_STORED)
            await cursor.execute(part.statement(LIST_ACCOUNTS), values)
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


def present(account: Account) -> Account:
    """The account; a Problem with 409 when it was removed."""
    if account.deleted_at is not None:
        raise Problem(
            HTTPStatus.CONFLICT,
            f"account {account.id} ({account.email_address}) was deleted at {account.deleted_at:%Y-%m-%d %H:%M} UTC: "
            "its mail can be read, nothing else; POST /api/email/accounts/ adds the address anew",
        )
    return account


def no_account(account_id: int) -> Problem:
    """The Problem of an unknown account."""
    return Problem(HTTPStatus.NOT_FOUND, f"there is no account {account_id}: GET /api/email/accounts/ lists them")


def _existing(account: Account | None, account_id: int) -> Account:
    if account is None:
        raise no_account(account_id)
    return account


def _taken(address: str) -> Problem:
    return Problem(HTTPStatus.CONFLICT, f"there is an account with the address {address} already")


def _secrets(change: AccountChange) -> dict[LoginServer, SecretStr | None]:
    given = change.model_fields_set
    return {
        LoginServer.INCOMING: change.incoming_password if "incoming_password" in given else None,
        LoginServer.SMTP: change.smtp_password if "smtp_password" in given else None,
    }


async def _locked(connection: Connection, account_id: int, expected: Expected) -> Account:
    """The account, which nobody else changes until the transaction ends; it is there and at an expected version."""
    await connection.execute(LOCK_ACCOUNT, [account_id])
    account = present(_existing(await _get(connection, account_id), account_id))
    expected.require(account.version, f"account {account_id}")
    return account


async def _get(connection: Connection, account_id: int) -> Account | None:
    cursor = connection.cursor(row_factory=AS_STORED)
    await cursor.execute(GET_ACCOUNT, [account_id])
    return await cursor.fetchone()
