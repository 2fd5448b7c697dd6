"""Mails sealed as the poller seals them, into a record or a blob, for an account of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from shared import ids
from shared.blobs import BlobStore
from shared.events import Effects, Event, RawFetched
from shared.ids import AccountId, AccountKey, MailId
from shared.seal import ContentKey, Vault
from tests.harness.accounts import SECRET_KEY

ACCOUNT_ID = AccountId(3)
ACCOUNT_KEY = AccountKey(UUID("0d2fbb0e-47a1-4a6d-9f0c-0b8f4f3c2a11"))
FETCHED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ERASE = """
WITH gone AS (DELETE FROM content_key WHERE mail_id = %s RETURNING mail_id)
INSERT INTO erased (mail_id) SELECT mail_id FROM gone
"""


@dataclass(frozen=True)
class Sealer:
    """Seals in the poller's stead; `url` is the superuser's."""

    url: str
    blobs: BlobStore

    async def fetched(self, raw: bytes, *, uid: int = 1, in_blob: bool = False, **changes: object) -> RawFetched:
        """The event of this mail at this UID; the key is made where it is missing."""
        event = unsealed(raw, uid=uid)
        key = await self.key_of(event.mail_id)
        if in_blob:
            event = event.model_copy(update={"blob": await self.blobs.put(ACCOUNT_KEY, key, raw)})
        else:
            event = event.model_copy(update={"sealed": key.seal(raw)})
        return event.model_copy(update=changes)

    async def key_of(self, mail_id: MailId) -> ContentKey:
        async with await psycopg.AsyncConnection.connect(self.url, options="-c search_path=core") as connection:
            keys = await Vault(SECRET_KEY).keys_for_new(connection, ACCOUNT_ID, [mail_id])
        return keys[mail_id]

    async def erase(self, mail_id: MailId) -> None:
        async with await psycopg.AsyncConnection.connect(self.url, options="-c search_path=core") as connection:
            await connection.execute(ERASE, [mail_id])


def unsealed(raw: bytes, *, uid: int = 1) -> RawFetched:
    """The event as it is before its bytes are sealed."""
    sha256 = ids.content_hash(raw)
    return RawFetched(
        account_id=ACCOUNT_ID,
        account_key=ACCOUNT_KEY,
        copy_id=ids.imap_copy_id(ACCOUNT_KEY, "INBOX", 1, uid),
        mail_id=ids.mail_id(ACCOUNT_KEY, sha256),
        source="imap",
        uidvalidity=1,
        uid=uid,
        flags=("\\Seen",),
        effects=Effects.ALLOWED,
        fetched_at=FETCHED_AT,
        size_bytes=len(raw),
        sha256=sha256,
    )


def values_of(events: Sequence[Event]) -> list[bytes]:
    """What the events are on the wire."""
    return [event.to_record().value for event in events]
