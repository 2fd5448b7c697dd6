"""Rotation of the installation's keys on a real database: everything is wrapped anew, whatever breaks it off."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from shared import rotation
from shared.aead import KEY_BYTES
from shared.credentials import Credential, CredentialOwner, LoginServer, read_credential
from shared.errors import ConfigurationError
from shared.ids import AccountId, AccountKey, MailId
from shared.key_ring import KeyRing
from shared.oauth.store import SealedPlace, read_login
from shared.postgres.sessions import transaction
from shared.rotation import KeyUse, rotate, uses
from shared.seal import Vault
from tests.harness.accounts import SECRET_KEY, add_account, sealed_password
from tests.integration.projections import database_of
from tests.integration.test_cli_process import mailweave

OLD = SECRET_KEY.get_secret_value()
NEW = base64.b64encode(b"n" * KEY_BYTES).decode()
BOTH = f"{NEW},{OLD}"
MAILS, LOGINS = 7, 6
OAUTH_PLACES = {
    SealedPlace.CLIENT_SECRET: """
UPDATE account_secret SET oauth_client_secret = %(sealed)s WHERE account_id = %(account_id)s
""",
    SealedPlace.SERVICE_KEY: """
UPDATE account_secret SET oauth_service_key = %(sealed)s WHERE account_id = %(account_id)s
""",
    SealedPlace.REFRESH_TOKEN: """
INSERT INTO account_token (account_id, refresh_token) VALUES (%(account_id)s, %(sealed)s)
""",
    SealedPlace.ACCESS_TOKEN: "UPDATE account_token SET access_token = %(sealed)s WHERE account_id = %(account_id)s",
}
OAUTH = [f"the {place}" for place in OAUTH_PLACES]


def vault(keys: str) -> Vault:
    return Vault(SecretStr(keys))


def ring(keys: str) -> KeyRing:
    return KeyRing(SecretStr(keys))


@contextmanager
def owner(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(url, autocommit=True, options="-c search_path=core") as connection:
        yield connection


@pytest.fixture
async def wrapped(database_url: str) -> tuple[AccountId, AccountKey, dict[MailId, bytes]]:
    """An account with all its secrets, and the keys of seven mails, all by the old key."""
    account_id, key = add_account(database_url, incoming_password="first in", smtp_password="first out")
    with owner(database_url) as connection:
        for place, statement in OAUTH_PLACES.items():
            sealed = place.sealed(key, SecretStr(f"the {place}"), vault(OLD))
            connection.execute(statement.encode(), {"sealed": sealed, "account_id": account_id})
    mail_ids = [MailId(uuid4()) for _ in range(MAILS)]
    async with database_of("poller", database_url) as database, transaction(database.pool) as connection:
        made = await vault(OLD).keys_for_new(connection, account_id, mail_ids)
    return account_id, key, {mail_id: each.secret for mail_id, each in made.items()}


async def opened(url: str, keys: str, account_id: AccountId, key: AccountKey, mail_ids: list[MailId]) -> list[object]:
    """What these keys open of it: the two passwords, then the mails' keys. OAuth2's secrets are held against OAUTH."""
    async with database_of("poller", url) as database, transaction(database.pool) as connection:
        logins = [
            await read_credential(connection, account_id, CredentialOwner(key, server), vault(keys))
            for server in (LoginServer.INCOMING, LoginServer.SMTP)
        ]
        tokens = await read_login(connection, account_id, vault(keys))
        found = await vault(keys).keys_of(connection, mail_ids)
    passwords = [login.secret.get_secret_value() for login in logins if isinstance(login, Credential)]
    assert tokens is not None
    assert tokens.access_token is not None
    assert {*tokens.secrets.texts(), tokens.access_token.get_secret_value()} == {*OAUTH}
    return [*passwords, {mail_id: each.secret for mail_id, each in found.items()}]


Wrapped = tuple[AccountId, AccountKey, dict[MailId, bytes]]


async def test_afterwards_the_new_key_alone_opens_everything(database_url: str, wrapped: Wrapped) -> None:
    account_id, key, mails = wrapped
    with owner(database_url) as connection:
        assert sum(rotate(connection, ring(BOTH))) == MAILS + LOGINS
        assert uses(connection) == [KeyUse(ring(NEW).ids[0], MAILS, LOGINS)]
        assert list(rotate(connection, ring(BOTH))) == []
    assert await opened(database_url, NEW, account_id, key, list(mails)) == ["first in", "first out", mails]
    with pytest.raises(ConfigurationError, match="does not open"):
        await opened(database_url, OLD, account_id, key, list(mails))


@pytest.mark.parametrize("steps", range(10))
async def test_one_that_broke_off_leaves_all_readable_and_goes_on(
    database_url: str, wrapped: Wrapped, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id, key, mails = wrapped
    monkeypatch.setattr(rotation, "BATCH", 2)
    with owner(database_url) as connection:
        broken_off = rotate(connection, ring(BOTH))
        done = sum(next(broken_off) for _ in range(steps))
        broken_off.close()
        assert await opened(database_url, BOTH, account_id, key, list(mails)) == ["first in", "first out", mails]
        assert done + sum(rotate(connection, ring(BOTH))) == MAILS + LOGINS
    assert await opened(database_url, NEW, account_id, key, list(mails)) == ["first in", "first out", mails]


async def test_a_password_that_is_changed_meanwhile_stays_the_new_one(database_url: str, wrapped: Wrapped) -> None:
    account_id, key, mails = wrapped
    with owner(database_url) as connection, owner(database_url) as api:
        going = rotate(connection, ring(BOTH))
        assert next(going) == 1  # the incoming password; that for SMTP has been read with it
        second = sealed_password(key, LoginServer.SMTP, "second out")
        api.execute("UPDATE account_secret SET smtp_password = %s WHERE account_id = %s", [second, account_id])
        assert sum(going) == MAILS + LOGINS - 1
    assert await opened(database_url, BOTH, account_id, key, list(mails)) == ["first in", "second out", mails]


async def test_a_mail_that_is_erased_meanwhile_stays_erased(database_url: str, wrapped: Wrapped) -> None:
    _, _, mails = wrapped
    with owner(database_url) as connection, owner(database_url) as other:
        going = rotate(connection, ring(BOTH))
        next(going)
        other.execute("DELETE FROM content_key WHERE mail_id = %s", [min(mails)])
        assert sum(going) == MAILS + LOGINS - 2
        assert uses(connection) == [KeyUse(ring(NEW).ids[0], MAILS - 1, LOGINS)]


async def test_what_no_key_opens_is_named_and_left_as_it_is(database_url: str, wrapped: Wrapped) -> None:
    account_id, key, mails = wrapped
    said = f"wrapped by key {ring(OLD).ids[0]}, which EMAIL_SECRET_KEY"
    with owner(database_url) as connection, pytest.raises(ConfigurationError, match=said):
        list(rotate(connection, ring(NEW)))
    assert await opened(database_url, OLD, account_id, key, list(mails)) == ["first in", "first out", mails]


async def test_the_commands(database_url: str, wrapped: Wrapped, tmp_path: Path) -> None:
    def run(*arguments: str, keys: str = BOTH) -> tuple[int, str, str]:
        return mailweave(
            tmp_path, *arguments, environment={"EMAIL_DATABASE_URL": database_url, "EMAIL_SECRET_KEY": keys}
        )

    new, old = ring(NEW).ids[0], ring(OLD).ids[0]
    assert run("keys", "list", "--format", "csv") == (
        0,
        f"key_id,standing,mails,logins\n{new},wraps,0,0\n{old},opens,{MAILS},{LOGINS}\n",
        "",
    )
    code, said, _ = run("keys", "rotate")
    assert (code, said.splitlines()[-1]) == (
        0,
        f"{MAILS + LOGINS} wrapped anew by key {new}; see `mailweave keys list`",
    )
    assert f"key {old} has wrapped nothing: it may be removed" in run("keys", "list")[1]
    assert run("keys", "rotate", keys=NEW) == (0, f"everything is wrapped by key {new} already\n", "")
    code, _, refused = run("keys", "rotate", keys=OLD)
    assert (code, f"wrapped by key {new}, which EMAIL_SECRET_KEY does not hold" in refused) == (2, True)
    assert "what a missing key has wrapped cannot be read" in run("keys", "list", keys=OLD)[1]
