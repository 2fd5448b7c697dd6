"""Wrapping anew, by the first of the installation's keys, whatever another one had wrapped; as the tables' owner.

Each statement replaces only what it has read: a password that is changed meanwhile stays the new one. Whatever is
wrapped already is passed over, so that a rotation which broke off goes on where it was.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from shared.aead import NotOpenedError
from shared.errors import ConfigurationError
from shared.key_ring import ID_BYTES, KeyRing, key_id_of

Connection = psycopg.Connection[tuple[Any, ...]]
BATCH = 1000
PREFIX_BYTES = 1 + ID_BYTES
# Of everything that is wrapped: how it begins, which names the key, and how much of it there is.
COUNT = """
SELECT kind, beginning, count(*)
FROM (
    SELECT 'mail', substring(wrapped FROM 1 FOR %(bytes)s) FROM content_key
    UNION ALL
    SELECT 'login', substring(secret.wrapped FROM 1 FOR %(bytes)s)
    FROM account_secret CROSS JOIN LATERAL (VALUES (incoming_password), (smtp_password)) AS secret (wrapped)
    WHERE secret.wrapped IS NOT NULL
) AS found (kind, beginning)
GROUP BY kind, beginning
"""
READ_MAIL_KEYS = """
SELECT mail_id, wrapped FROM content_key
WHERE mail_id > %(after)s AND substring(wrapped FROM 1 FOR %(bytes)s) <> %(prefix)s
ORDER BY mail_id LIMIT %(limit)s
"""
WRITE_MAIL_KEYS = """
UPDATE content_key SET wrapped = new.wrapped
FROM unnest(%(ids)s::uuid[], %(old)s::bytea[], %(new)s::bytea[]) AS new (mail_id, old, wrapped)
WHERE content_key.mail_id = new.mail_id AND content_key.wrapped = new.old
"""
# The place that a login's secret is bound to is that of shared/credentials.py.
READ_LOGINS = """
SELECT account.id, account.account_key || '/' || secret.place, secret.place, secret.wrapped
FROM account JOIN account_secret ON account_secret.account_id = account.id
CROSS JOIN LATERAL (VALUES ('incoming', incoming_password), ('smtp', smtp_password)) AS secret (place, wrapped)
WHERE secret.wrapped IS NOT NULL AND substring(secret.wrapped FROM 1 FOR %(bytes)s) <> %(prefix)s
ORDER BY account.id
"""
WRITE_LOGINS: Mapping[str, LiteralString] = {
    "incoming": """
UPDATE account_secret SET incoming_password = %(new)s WHERE account_id = %(id)s AND incoming_password = %(old)s
""",
    "smtp": "UPDATE account_secret SET smtp_password = %(new)s WHERE account_id = %(id)s AND smtp_password = %(old)s",
}


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What one key has wrapped. `key_id` is empty for what was wrapped before keys had ids."""

    key_id: str
    mails: int
    logins: int


def uses(connection: Connection) -> list[KeyUse]:
    """By key."""
    counts: Counter[tuple[str, str]] = Counter()
    for kind, beginning, count in connection.execute(COUNT, {"bytes": PREFIX_BYTES}):
        counts[key_id_of(beginning), kind] += count
    return [KeyUse(each, counts[each, "mail"], counts[each, "login"]) for each in sorted({key for key, _ in counts})]


def rotate(connection: Connection, ring: KeyRing) -> Generator[int]:
    """Wraps all of it anew, a batch a transaction, and gives after each how many those were.

    Raises ConfigurationError at the first that no key of the ring opens; what was wrapped before stays so.
    """
    yield from _logins(connection, ring)
    after = UUID(int=0)
    while rows := _mail_keys(connection, ring, after):
        ids = [mail_id for mail_id, _ in rows]
        new = [_anew(ring, wrapped, mail_id.bytes, f"the key of mail {mail_id}") for mail_id, wrapped in rows]
        with connection.transaction():
            connection.execute(WRITE_MAIL_KEYS, {"ids": ids, "old": [wrapped for _, wrapped in rows], "new": new})
        yield len(rows)
        after = ids[-1]


def _mail_keys(connection: Connection, ring: KeyRing, after: UUID) -> Sequence[tuple[UUID, bytes]]:
    values = {"after": after, "bytes": PREFIX_BYTES, "prefix": ring.prefix, "limit": BATCH}
    return [(mail_id, bytes(wrapped)) for mail_id, wrapped in connection.execute(READ_MAIL_KEYS, values)]


def _logins(connection: Connection, ring: KeyRing) -> Iterator[int]:
    rows = connection.execute(READ_LOGINS, {"bytes": PREFIX_BYTES, "prefix": ring.prefix}).fetchall()
    for account_id, bound_to, place, wrapped in rows:
        new = _anew(ring, wrapped, bound_to.encode(), f"the {place} login of account {account_id}")
        connection.execute(WRITE_LOGINS[place], {"id": account_id, "old": wrapped, "new": new})
        yield 1


def _anew(ring: KeyRing, wrapped: bytes, bound_to: bytes, what: str) -> bytes:
    try:
        return ring.wrap(ring.unwrap(wrapped, bound_to), bound_to)
    except NotOpenedError:
        named = f"key {key_id_of(wrapped)}" if key_id_of(wrapped) else "another key"
        raise ConfigurationError(
            f"{what} was wrapped by {named}, which EMAIL_SECRET_KEY does not hold: add that key, separated by a comma"
        ) from None
