"""Accounts that log in by OAuth2, as rows."""

from typing import Any

import psycopg
from pydantic import SecretStr

from shared.ids import AccountId, AccountKey
from shared.oauth.store import SealedPlace
from shared.seal import Vault
from tests.fakes.oauth_server import OAuthServer
from tests.harness.accounts import SEARCH_PATH, SECRET_KEY, add_account

ADA, SUPPORT = "ada@shop.example", "support@shop.example"
VAULT = Vault(SECRET_KEY)
ADD_TOKEN = "INSERT INTO account_token (account_id, refresh_token) VALUES (%s, %s)"
ADD_SECRETS = "UPDATE account_secret SET oauth_client_secret = %s, oauth_service_key = %s WHERE account_id = %s"
TOKEN = "SELECT * FROM account_token WHERE account_id = %s"


def add_oauth_account(
    database_url: str,
    server: OAuthServer,
    *,
    refresh_token: str = "",
    client_secret: str = "",
    service_key: str = "",
    **columns: object,
) -> tuple[AccountId, AccountKey]:
    """One whose tokens come from `server`; what `columns` do not name is ADA's, by a refresh token."""
    mailbox: dict[str, Any] = {"email_address": ADA, "incoming_username": ADA, "smtp_username": ADA}
    account_id, key = add_account(database_url, **(mailbox | server.columns | columns))
    places = {
        SealedPlace.CLIENT_SECRET: client_secret,
        SealedPlace.SERVICE_KEY: service_key,
        SealedPlace.REFRESH_TOKEN: refresh_token,
    }
    sealed = {place: place.sealed(key, SecretStr(text), VAULT) if text else None for place, text in places.items()}
    with psycopg.connect(database_url, autocommit=True, options=SEARCH_PATH) as connection:
        secrets = [sealed[SealedPlace.CLIENT_SECRET], sealed[SealedPlace.SERVICE_KEY]]
        connection.execute(ADD_SECRETS, [*secrets, account_id])
        if refresh_token:
            connection.execute(ADD_TOKEN, [account_id, sealed[SealedPlace.REFRESH_TOKEN]])
    return account_id, key
