"""An account's OAuth2 as REST stores it: secrets sealed, tokens begun anew when what they depend on changes."""

from collections.abc import Mapping
from typing import LiteralString

from pydantic import SecretStr

from services.api.accounts.references import OAUTH_REFERENCES, TOKEN_SERVER
from services.api.accounts.resources import Account, AccountChange, NewAccount
from shared.ids import AccountId, AccountKey
from shared.oauth.store import SealedPlace, begin_anew, begin_login, forget_login
from shared.postgres.sessions import Connection
from shared.seal import Vault

WRITE: Mapping[SealedPlace, LiteralString] = {
    SealedPlace.CLIENT_SECRET: "UPDATE account_secret SET oauth_client_secret = %s WHERE account_id = %s",
    SealedPlace.SERVICE_KEY: "UPDATE account_secret SET oauth_service_key = %s WHERE account_id = %s",
}
FORGET_SECRETS = "UPDATE account_secret SET oauth_client_secret = NULL, oauth_service_key = NULL WHERE account_id = %s"
ASKED_WITH = frozenset(
    {"auth", "oauth_grant", "oauth_client_id", "oauth_scopes", "incoming_username", "smtp_username", *OAUTH_REFERENCES}
)


async def keep_oauth(
    connection: Connection,
    account_id: AccountId,
    account_key: AccountKey,
    new: NewAccount | AccountChange,
    vault: Vault,
) -> None:
    """What is given is stored; an absent one stays as it is. The account has its row in `account_secret`."""
    for place, secret in _given(new).items():
        if place is SealedPlace.REFRESH_TOKEN:
            await begin_login(connection, account_id, account_key, secret, vault)
        else:
            await connection.execute(WRITE[place], [place.sealed(account_key, secret, vault), account_id])


async def change_oauth(
    connection: Connection, account: Account, changes: Mapping[str, object], change: AccountChange, vault: Vault
) -> None:
    """The same for a change, whose columns are `changes`."""
    account_id = AccountId(account.id)
    changed = {name for name, value in changes.items() if getattr(account, name) != value}
    if changed & TOKEN_SERVER:
        await connection.execute(FORGET_SECRETS, [account_id])
        await forget_login(connection, account_id)
    elif changed & ASKED_WITH or _given(change):
        await begin_anew(connection, account_id)
    await keep_oauth(connection, account_id, AccountKey(account.account_key), change, vault)


def _given(document: NewAccount | AccountChange) -> dict[SealedPlace, SecretStr]:
    given = document.model_fields_set
    found = {
        SealedPlace.CLIENT_SECRET: document.oauth_client_secret if "oauth_client_secret" in given else None,
        SealedPlace.SERVICE_KEY: document.oauth_service_key if "oauth_service_key" in given else None,
        SealedPlace.REFRESH_TOKEN: document.oauth_refresh_token if "oauth_refresh_token" in given else None,
    }
    return {place: secret for place, secret in found.items() if secret is not None}
