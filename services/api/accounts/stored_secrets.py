"""What is forgotten of an account's secrets once it says where they lie."""

from collections.abc import Mapping
from typing import LiteralString

from shared.postgres.sessions import Connection

FORGET: Mapping[str, LiteralString] = {
    "incoming_password_ref": "UPDATE account_secret SET incoming_password = NULL WHERE account_id = %s",
    "smtp_password_ref": "UPDATE account_secret SET smtp_password = NULL WHERE account_id = %s",
    "oauth_client_secret_ref": "UPDATE account_secret SET oauth_client_secret = NULL WHERE account_id = %s",
    "oauth_service_key_ref": "UPDATE account_secret SET oauth_service_key = NULL WHERE account_id = %s",
}


async def forget_replaced(connection: Connection, account_id: int, changes: Mapping[str, object]) -> None:
    """The stored secret in whose place a reference is given now."""
    for reference, statement in FORGET.items():
        if changes.get(reference):
            await connection.execute(statement, [account_id])
