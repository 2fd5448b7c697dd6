"""Stored credentials: written by who may write them, read by who logs in."""

from uuid import UUID

import pytest
from pydantic import SecretStr

from shared.credentials import (
    READERS,
    WRITERS,
    Credential,
    CredentialOwner,
    LoginServer,
    read_credential,
    write_credential,
)
from shared.errors import ConfigurationError
from shared.ids import AccountId, AccountKey
from shared.postgres.sessions import transaction
from shared.seal import Vault
from tests.harness.accounts import SECRET_KEY, add_account
from tests.integration.projections import database_of

VAULT = Vault(SECRET_KEY)


async def stored(service: str, url: str, account_id: AccountId, owner: CredentialOwner) -> Credential | None:
    async with database_of(service, url) as database, transaction(database.pool) as connection:
        return await read_credential(connection, account_id, owner, VAULT)


@pytest.mark.parametrize("server", LoginServer)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("writer", WRITERS)
async def test_what_one_service_stores_another_logs_in_with(
    database_url: str, writer: str, reader: str, server: LoginServer
) -> None:
    account_id, key = add_account(database_url, incoming_password="first", smtp_password="first")
    credential = Credential(CredentialOwner(key, server), SecretStr("second"))
    async with database_of(writer, database_url) as database, transaction(database.pool) as connection:
        await write_credential(connection, account_id, credential, VAULT)
    assert await stored(reader, database_url, account_id, credential.owner) == credential
    (other,) = set(LoginServer) - {server}
    untouched = await stored(reader, database_url, account_id, CredentialOwner(key, other))
    assert untouched == Credential(CredentialOwner(key, other), SecretStr("first"))


async def test_none_is_stored(database_url: str) -> None:
    account_id, key = add_account(database_url)
    owner = CredentialOwner(key, LoginServer.INCOMING)
    assert await stored("poller", database_url, account_id, owner) is None
    assert await stored("poller", database_url, AccountId(4711), owner) is None


async def test_one_that_was_moved_to_another_account_does_not_open(database_url: str) -> None:
    account_id, _ = add_account(database_url, smtp_password="first")
    with pytest.raises(ConfigurationError, match="does not open"):
        await stored("sender", database_url, account_id, CredentialOwner(AccountKey(UUID(int=1)), LoginServer.SMTP))
