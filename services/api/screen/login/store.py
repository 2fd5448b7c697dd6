"""Sessions and login links. The table holds an HMAC of each secret: who reads it can log in with nothing of it."""

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum

from pydantic import SecretStr

from services.api.caller import Caller, Scope
from shared.postgres.sessions import Pool, transaction

SESSION_S = 12 * 3600
LINK_S = 600
INSERT_LOGIN = """
WITH expired AS (DELETE FROM screen_login WHERE expires_at < now())
INSERT INTO screen_login (login_id, kind, caller, scopes, expires_at)
VALUES (%(login_id)s, %(kind)s, %(caller)s, %(scopes)s, now() + make_interval(secs => %(lasts_s)s))
"""
GET_LOGIN = """
SELECT caller, scopes FROM screen_login WHERE login_id = %(login_id)s AND kind = %(kind)s AND expires_at > now()
"""
TAKE_LOGIN = """
DELETE FROM screen_login WHERE login_id = %(login_id)s AND kind = %(kind)s RETURNING caller, scopes, expires_at > now()
"""


class Kind(StrEnum):
    """What a secret opens: every page until it expires, or one session."""

    SESSION = "session"
    LINK = "link"


def login_key(secret_key: SecretStr, token: SecretStr) -> bytes:
    """What the HMACs are made with: another token or another secret key ends every session."""
    said = b"screen\x1f" + token.get_secret_value().encode()
    return hmac.digest(secret_key.get_secret_value().encode(), said, hashlib.sha256)


class LoginStore:
    """The table `screen_login`."""

    def __init__(self, pool: Pool, key: bytes, new_secret: Callable[[], str]) -> None:
        self._pool = pool
        self._key = key
        self._new_secret = new_secret

    async def begin(self, kind: Kind, caller: Caller) -> str:
        """A new secret that stands for this caller."""
        secret = self._new_secret()
        values = self._values(kind, secret) | {
            "caller": caller.name,
            "scopes": sorted(caller.scopes),
            "lasts_s": SESSION_S if kind is Kind.SESSION else LINK_S,
        }
        async with transaction(self._pool) as connection:
            await connection.execute(INSERT_LOGIN, values)
        return secret

    async def caller(self, session: str) -> Caller | None:
        """Whose session this is; None when it is none, or expired."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(GET_LOGIN, self._values(Kind.SESSION, session))
            found = await cursor.fetchone()
        return _caller(*found) if found else None

    async def take(self, kind: Kind, secret: str) -> Caller | None:
        """The same, and the secret is worth nothing any more."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(TAKE_LOGIN, self._values(kind, secret))
            found = await cursor.fetchone()
        return _caller(found[0], found[1]) if found and found[2] else None

    def _values(self, kind: Kind, secret: str) -> dict[str, object]:
        return {"kind": kind, "login_id": hmac.digest(self._key, secret.encode(errors="replace"), hashlib.sha256)}


def _caller(name: str, scopes: list[str]) -> Caller:
    return Caller(name, frozenset(Scope(scope) for scope in scopes))
