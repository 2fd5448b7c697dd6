"""The bytes of messages, opened by the keys of their mails."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from services.api.contents.opening import opened
from services.api.contents.raw import Copy, find_record
from services.api.problems import Problem
from shared import ids
from shared.blobs import BlobStore
from shared.errors import DefectiveRecord
from shared.ids import AccountKey, MailId
from shared.postgres.sessions import Pool, transaction
from shared.seal import ContentKey, Vault
from shared.settings import Settings

GET_ATTACHMENT = """
SELECT filename, content_type, size_bytes, sha256, blob,
       (SELECT sealed_content FROM read_message WHERE read_message.mail_id = read_attachment.mail_id)
FROM read_attachment WHERE mail_id = %(mail_id)s AND position = %(position)s
"""
GET_MESSAGE = "SELECT account_key, subject FROM read_message WHERE mail_id = %s"
LIST_COPIES = "SELECT copy_id, fetched_at FROM read_copy WHERE mail_id = %s ORDER BY fetched_at DESC, copy_id LIMIT 3"
AT_ONCE = 4
"""So many contents are opened at once: each is whole in memory, 256 MiB at most."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file: `tag` is another one for other bytes."""

    filename: str
    content_type: str
    tag: str
    plain: bytes = field(repr=False)


class ContentStore:
    """Reads only. Every method raises a Problem with 404 or 410 for what is not there (any more)."""

    def __init__(self, pool: Pool, vault: Vault, settings: Settings) -> None:
        self._pool = pool
        self._vault = vault
        self._settings = settings
        self._blobs = BlobStore(settings.blob_url)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def attachment(self, mail_id: UUID, position: int) -> Content:
        """The file at this position of a message."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(GET_ATTACHMENT, {"mail_id": mail_id, "position": position})
            row = await cursor.fetchone()
            sealed = {} if row is None or row[5] is None else {mail_id: row[5]}
            content = (await opened(connection, self._vault, sealed)).get(mail_id)
        if row is None:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                f"message {mail_id} has no attachment {position}: GET /api/email/messages/{mail_id}/ lists them",
            )
        filename, content_type, size_bytes, sha256, blob, _ = row
        names = {each.position: each.filename for each in content.files} if content else {}
        if blob is None:
            raise Problem(
                HTTPStatus.GONE,
                f"attachment {position} was not kept: its {size_bytes} bytes were over EMAIL_MAX_ATTACHMENT_SIZE; "
                f"it is in the whole message, GET /api/email/messages/{mail_id}/eml/",
            )
        async with self._turns:
            plain = await self._blob(await self._key(mail_id), blob)
        return Content(names.get(position, filename), content_type, sha256 or ids.content_hash(plain), plain)

    async def eml(self, mail_id: UUID) -> Content:
        """The whole message, byte for byte as it was fetched or sent."""
        async with transaction(self._pool) as connection:
            message = await (await connection.execute(GET_MESSAGE, [mail_id])).fetchone()
            copies = [Copy(*row) for row in await (await connection.execute(LIST_COPIES, [mail_id])).fetchall()]
        if message is None:
            raise Problem(
                HTTPStatus.NOT_FOUND, f"there is no message {mail_id}: GET /api/email/messages/ lists them by `id`"
            )
        account_key, subject = message
        key = await self._key(mail_id)
        async with self._turns:
            record = await find_record(self._settings, copies)
            if record is None:
                raise Problem(
                    HTTPStatus.GONE,
                    f"the bytes of message {mail_id} are not kept any more: raw.fetched keeps them for "
                    "EMAIL_RETENTION_DAYS; its texts and attachments are still here",
                )
            plain = await self._blob(key, record.blob) if record.blob else await _opened(key, record.sealed)
        if ids.mail_id(AccountKey(account_key), ids.content_hash(plain)) != mail_id:
            raise DefectiveRecord(f"the bytes that Kafka has for message {mail_id} are not this message's (sha256)")
        return Content(f"{subject or mail_id}.eml", "message/rfc822", ids.content_hash(plain), plain)

    async def _key(self, mail_id: UUID) -> ContentKey:
        async with transaction(self._pool) as connection:
            key = (await self._vault.keys_of(connection, [MailId(mail_id)])).get(MailId(mail_id))
        if key is None:
            raise Problem(HTTPStatus.GONE, f"message {mail_id} was erased: nobody can open its bytes any more")
        return key

    async def _blob(self, key: ContentKey, name: str) -> bytes:
        return await self._blobs.get(key, name)


async def _opened(key: ContentKey, sealed: bytes) -> bytes:
    return await asyncio.to_thread(key.open, sealed)
