"""The tokens of accounts and what they are asked for with: the table `account_token`, and the api's views beside it.

Every write counts `version` up, and an answer is stored only on the version that was read: what was configured anew or
forgotten meanwhile, or refreshed by another process, is not overwritten by an older answer. So a row stands before
anything is asked, and stays when its tokens go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from psycopg.rows import dict_row
from pydantic import SecretStr

from shared.ids import AccountId, AccountKey
from shared.oauth.answer import Cause, Granted, Refusal
from shared.oauth.providers import Configuration, Grant, Provider
from shared.oauth.request import Secrets
from shared.postgres.lease import Lease, fence
from shared.postgres.sessions import Connection
from shared.seal import Vault

READ = """
SELECT account.account_key, account.oauth_provider, account.oauth_grant, account.oauth_client_id, account.oauth_tenant,
       account.oauth_scopes, account.oauth_token_url, account.oauth_client_secret_ref, account.oauth_service_key_ref,
       coalesce(nullif(account.incoming_username, ''), nullif(account.smtp_username, ''), account.email_address)
           AS subject,
       secret.oauth_client_secret, secret.oauth_service_key, token.refresh_token, token.access_token,
       coalesce(token.version, 0) AS version,
       coalesce(token.refresh_at > clock_timestamp(), false) AS is_fresh,
       coalesce(token.expires_at > clock_timestamp(), false) AS is_valid
FROM read_account AS account
LEFT JOIN read_account_secret AS secret ON secret.account_id = account.id
LEFT JOIN account_token AS token ON token.account_id = account.id
WHERE account.id = %s
"""
# An account that is gone gets no row.
NEED_ROW = """
INSERT INTO account_token (account_id) SELECT id FROM read_account WHERE id = %(account_id)s ON CONFLICT DO NOTHING
"""
SAVE_GRANTED = """
UPDATE account_token SET
    version = version + 1, refresh_token = coalesce(%(refresh_token)s, refresh_token), access_token = %(access_token)s,
    refresh_at = clock_timestamp() + make_interval(secs => %(fresh_s)s),
    expires_at = clock_timestamp() + make_interval(secs => %(life_s)s),
    login_ends_at = coalesce(clock_timestamp() + make_interval(secs => %(login_life_s)s), login_ends_at),
    state = 'ok', reason = '', since = CASE WHEN state = 'ok' THEN since ELSE clock_timestamp() END,
    refreshed_at = clock_timestamp()
WHERE account_id = %(account_id)s AND version = %(version)s
"""
SAVE_REFUSED = """
UPDATE account_token SET
    version = version + 1, state = %(state)s, reason = %(reason)s,
    since = CASE WHEN state = %(state)s THEN since ELSE clock_timestamp() END
WHERE account_id = %(account_id)s AND version = %(version)s
"""
# What a person's login gave; with it the tokens of the login before are gone. By two statements, since the api may not
# read what it writes.
BEGIN_LOGIN = """
UPDATE account_token SET version = version + 1, refresh_token = %(refresh_token)s, login_ends_at = NULL,
    access_token = NULL, refresh_at = NULL, expires_at = NULL, state = 'new', reason = '', since = clock_timestamp()
WHERE account_id = %(account_id)s
"""
BEGIN_ANEW = """
UPDATE account_token SET version = version + 1, access_token = NULL, refresh_at = NULL, expires_at = NULL,
    state = 'new', reason = '', since = clock_timestamp()
WHERE account_id = %(account_id)s
"""
FORGET = """
UPDATE account_token SET version = version + 1, refresh_token = NULL, access_token = NULL, refresh_at = NULL,
    expires_at = NULL, login_ends_at = NULL, refreshed_at = NULL, state = 'new', reason = '', since = clock_timestamp()
WHERE account_id = %(account_id)s
"""
ERASE = "DELETE FROM account_token WHERE account_id = %s"


class TokenState(StrEnum):
    """How an account's OAuth2 fares: what the token server said last."""

    NEW = "new"
    OK = "ok"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class SealedPlace(StrEnum):
    """What is sealed of an account's OAuth2, and the end of the place that it is bound to where it is stored."""

    CLIENT_SECRET = "client_secret"  # noqa: S105
    SERVICE_KEY = "service_key"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105
    ACCESS_TOKEN = "access_token"  # noqa: S105

    def sealed(self, account_key: AccountKey, secret: SecretStr, vault: Vault) -> bytes:
        """For this place of this account."""
        return vault.wrap(secret.get_secret_value(), f"{account_key}/{self}")

    def opened(self, account_key: AccountKey, sealed: bytes | None, vault: Vault) -> SecretStr | None:
        """Raises ConfigurationError when it was sealed for another place, or by another key."""
        return None if sealed is None else vault.unwrap(bytes(sealed), f"{account_key}/{self}")


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """An account's OAuth2 as it is stored. `is_valid`: its access token is good; `is_fresh`: for a good while yet.

    A `_ref` says where the secret of its name lies, which is then not among `secrets`.
    """

    account_id: AccountId
    account_key: AccountKey
    configuration: Configuration
    version: int
    is_fresh: bool
    is_valid: bool
    secrets: Secrets
    access_token: SecretStr | None = field(default=None, repr=False)
    client_secret_ref: str = ""
    service_key_ref: str = ""


async def read_login(connection: Connection, account_id: AccountId, vault: Vault) -> StoredLogin | None:
    """None when there is no such account; raises ConfigurationError when a secret does not open."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(READ, [account_id])
        row = await cursor.fetchone()
    return _login(account_id, row, vault) if row is not None else None


def _login(account_id: AccountId, row: Mapping[str, Any], vault: Vault) -> StoredLogin:
    key = AccountKey(row["account_key"])
    configuration = Configuration(
        Provider(row["oauth_provider"]),
        Grant(row["oauth_grant"]),
        row["oauth_client_id"],
        row["oauth_tenant"],
        row["oauth_scopes"],
        row["oauth_token_url"],
        subject=row["subject"],
    )
    secrets = Secrets(
        SealedPlace.CLIENT_SECRET.opened(key, row["oauth_client_secret"], vault),
        SealedPlace.SERVICE_KEY.opened(key, row["oauth_service_key"], vault),
        SealedPlace.REFRESH_TOKEN.opened(key, row["refresh_token"], vault),
    )
    access_token = SealedPlace.ACCESS_TOKEN.opened(key, row["access_token"], vault)
    is_fresh, is_valid = row["is_fresh"] and access_token is not None, row["is_valid"] and access_token is not None
    references = (row["oauth_client_secret_ref"], row["oauth_service_key_ref"])
    return StoredLogin(
        account_id, key, configuration, row["version"], is_fresh, is_valid, secrets, access_token, *references
    )


async def need_row(connection: Connection, account_id: AccountId) -> None:
    """What is forgotten from now on is noticed when an answer is to be stored."""
    await connection.execute(NEED_ROW, {"account_id": account_id})


async def save_granted(
    connection: Connection, lease: Lease, login: StoredLogin, granted: Granted, fresh_s: float, vault: Vault
) -> bool:
    """The access token and the rotated refresh token at once; False when the login was changed meanwhile.

    Raises LeaseLostError when another process refreshes by now.
    """
    await fence(connection, lease)
    rotated = granted.refresh_token
    key = login.account_key
    values = {
        "account_id": login.account_id,
        "version": login.version,
        "refresh_token": SealedPlace.REFRESH_TOKEN.sealed(key, rotated, vault) if rotated is not None else None,
        "access_token": SealedPlace.ACCESS_TOKEN.sealed(key, granted.access_token, vault),
        "fresh_s": fresh_s,
        "life_s": granted.life_s,
        "login_life_s": _login_life_s(login.configuration, granted.login_life_s),
    }
    cursor = await connection.execute(SAVE_GRANTED, values)
    return cursor.rowcount == 1


async def save_refusal(connection: Connection, login: StoredLogin, refusal: Refusal) -> None:
    """How the account fares, for people."""
    state = TokenState.REFUSED if refusal.cause is Cause.AUTH else TokenState.UNAVAILABLE
    values = {"account_id": login.account_id, "version": login.version, "state": state, "reason": str(refusal)}
    await connection.execute(SAVE_REFUSED, values)


async def begin_login(
    connection: Connection, account_id: AccountId, account_key: AccountKey, refresh_token: SecretStr, vault: Vault
) -> None:
    """A person has logged in: from now on by this refresh token."""
    sealed = SealedPlace.REFRESH_TOKEN.sealed(account_key, refresh_token, vault)
    values = {"account_id": account_id, "refresh_token": sealed}
    await need_row(connection, account_id)
    await connection.execute(BEGIN_LOGIN, values)


async def begin_anew(connection: Connection, account_id: AccountId) -> None:
    """Something that tokens are asked for with has changed: the access token is asked for again."""
    await need_row(connection, account_id)
    await connection.execute(BEGIN_ANEW, {"account_id": account_id})


async def forget_login(connection: Connection, account_id: AccountId) -> None:
    """Both tokens are gone, and no answer that is still to come brings them back."""
    await need_row(connection, account_id)
    await connection.execute(FORGET, {"account_id": account_id})


async def erase_login(connection: Connection, account_id: AccountId) -> None:
    """The account itself is gone: nothing is stored for its id any more."""
    await connection.execute(ERASE, [account_id])


def _login_life_s(configuration: Configuration, told_s: float | None) -> float | None:
    """As the server says, else as long as the provider lets a login lie unused: with each refresh it begins anew."""
    if told_s is not None:
        return told_s
    is_login = configuration.grant is Grant.REFRESH_TOKEN
    return configuration.preset.idle_days * 86_400.0 if is_login and configuration.preset.idle_days else None
