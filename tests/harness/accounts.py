"""Accounts as rows, for tests of one service: the api's part, without the api. With REST there, ask REST for them."""

import base64

import psycopg
from psycopg import sql
from pydantic import SecretStr

from shared.credentials import Credential, CredentialOwner, LoginServer
from shared.ids import AccountId, AccountKey
from shared.seal import Vault

SECRET_KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
SEARCH_PATH = "-c search_path=live,core"
ADD_SECRETS = "INSERT INTO account_secret (account_id, incoming_password, smtp_password) VALUES (%s, %s, %s)"
SUPPORT: dict[str, object] = {"name": "Support", "email_address": "support@shop.example"}


def add_account(
    database_url: str, *, incoming_password: str = "", smtp_password: str = "", **columns: object
) -> tuple[AccountId, AccountKey]:
    """Adds one as the superuser; what `columns` do not name is as SUPPORT and the table have it."""
    values = SUPPORT | columns
    names, places = map(sql.Identifier, values), map(sql.Placeholder, values)
    statement = sql.SQL("INSERT INTO account ({}) VALUES ({}) RETURNING id, account_key").format(
        sql.SQL(", ").join(names), sql.SQL(", ").join(places)
    )
    with psycopg.connect(database_url, autocommit=True, options=SEARCH_PATH) as connection:
        ((account_id, key),) = connection.execute(statement, values).fetchall()
        incoming = sealed_password(key, LoginServer.INCOMING, incoming_password)
        smtp = sealed_password(key, LoginServer.SMTP, smtp_password)
        connection.execute(ADD_SECRETS, [account_id, incoming, smtp])
    return AccountId(account_id), AccountKey(key)


def sealed_password(key: AccountKey, server: LoginServer, password: str) -> bytes | None:
    """As it is stored; None for an empty one."""
    credential = Credential(CredentialOwner(key, server), SecretStr(password))
    return credential.sealed(Vault(SECRET_KEY)) if password else None
