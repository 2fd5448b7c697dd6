"""Sealing: raw bytes and blobs under a random key of their own mail, passwords under the installation's key.

zstd, then AES-256-GCM. A mail's key lies wrapped in `content_key`; deleting that row erases the mail wherever its
sealed bytes still are (topic, dead letters, blobs), and a row in `erased` keeps it from coming back.
"""

import hmac
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import zstandard
from pydantic import SecretStr

from shared.aead import (
    KEY_BYTES,
    NotOpenedError,
    decrypted,
    decrypted_alike,
    encrypted,
    encrypted_alike,
    encrypted_in_pieces,
)
from shared.errors import ConfigurationError, DefectiveRecord
from shared.ids import AccountId, MailId
from shared.key_ring import KeyRing
from shared.postgres.sessions import Connection

VERSION = b"\x01"
ALIKE = b"\x02"
"""The first byte: how it was sealed."""
LEVEL = 1  # a fifth less work than 3, for 3 % more bytes
PIECE_BYTES = 1024 * 1024
MAX_PLAIN_BYTES = 256 * 1024 * 1024

CREATE_KEYS = """
INSERT INTO content_key (mail_id, account_id, wrapped)
SELECT new.mail_id, %(account_id)s, new.wrapped
FROM unnest(%(mail_ids)s::uuid[], %(wrapped)s::bytea[]) AS new (mail_id, wrapped)
WHERE NOT EXISTS (SELECT FROM erased WHERE erased.mail_id = new.mail_id)
ORDER BY new.mail_id
ON CONFLICT (mail_id) DO NOTHING
"""
READ_KEYS = "SELECT mail_id, wrapped FROM content_key WHERE mail_id = ANY(%(mail_ids)s)"


class _Zstd(threading.local):
    """A thread's own: making one a message costs as much as a short message itself, and threads cannot share one."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_ZSTD = _Zstd()
_DECRYPT = {VERSION: decrypted, ALIKE: decrypted_alike}


@dataclass(frozen=True, slots=True)
class ContentKey:
    """The key of one mail."""

    mail_id: MailId
    secret: bytes = field(repr=False)

    def seal(self, plain: bytes) -> bytes:
        """Compressed, then encrypted, bound to the mail."""
        return VERSION + encrypted(self.secret, _ZSTD.compressor.compress(plain), self.mail_id.bytes)

    def seal_alike(self, plain: bytes) -> bytes:
        """Sealed so that the same plain bytes give the same sealed ones: a repeat and a replay can be compared."""
        return ALIKE + encrypted_alike(self.secret, _ZSTD.compressor.compress(plain), self.mail_id.bytes)

    def seal_in_pieces(self, plain: bytes) -> Iterator[bytes]:
        """The same bytes as `seal` makes, piece by piece, so that what is large is not in memory three times."""
        yield VERSION
        yield from encrypted_in_pieces(self.secret, _compressed_in_pieces(plain), self.mail_id.bytes)

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes; raises DefectiveRecord when they were not sealed by this key."""
        decrypt = _DECRYPT.get(sealed[:1])
        if decrypt is None:
            raise DefectiveRecord("the sealed bytes are not in a form that this release knows")
        try:
            compressed = decrypt(self.secret, sealed[1:], self.mail_id.bytes)
        except NotOpenedError:
            raise DefectiveRecord("the sealed bytes do not open: they are damaged or belong to another key") from None
        return _ZSTD.decompressor.decompress(compressed, max_output_size=MAX_PLAIN_BYTES)


def _compressed_in_pieces(plain: bytes) -> Iterator[bytes]:
    compressor = zstandard.ZstdCompressor(level=LEVEL).compressobj(size=len(plain))  # its own: others may come between
    view = memoryview(plain)
    for start in range(0, len(plain), PIECE_BYTES):
        yield compressor.compress(view[start : start + PIECE_BYTES])
    yield compressor.flush()


class Vault:
    """Holds the installation's keys (EMAIL_SECRET_KEY), which wrap all others."""

    def __init__(self, secret_keys: SecretStr) -> None:
        """Raises ConfigurationError unless the setting is 32 bytes in base64, or several such keys."""
        self._ring = KeyRing(secret_keys)

    def wrap(self, secret: str, bound_to: str) -> bytes:
        """A password, encrypted; `bound_to` names its place, so that it cannot be moved to another."""
        return self._ring.wrap(secret.encode(), bound_to.encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> SecretStr:
        """The password; raises ConfigurationError when EMAIL_SECRET_KEY has not the key it was wrapped with."""
        try:
            return SecretStr(self._ring.unwrap(wrapped, bound_to.encode()).decode())
        except NotOpenedError:
            raise ConfigurationError(
                f"the secret of {bound_to} does not open: EMAIL_SECRET_KEY is not the one it was stored with"
            ) from None

    def mark(self, content: bytes) -> bytes:
        """16 bytes that nobody outside can make of this content."""
        return self._ring.marks(content)[0]

    def is_marked(self, content: bytes, mark: bytes) -> bool:
        """Whether the mark was made of this content by a key that the installation has."""
        return any(hmac.compare_digest(mark, own) for own in self._ring.marks(content))

    async def keys_for_new(
        self, connection: Connection, account_id: AccountId, mail_ids: list[MailId]
    ) -> Mapping[MailId, ContentKey]:
        """The keys of these mails, made where missing; an erased mail gets none and must be dropped."""
        wrapped = [self._ring.wrap(os.urandom(KEY_BYTES), mail_id.bytes) for mail_id in mail_ids]
        await connection.execute(CREATE_KEYS, {"account_id": account_id, "mail_ids": mail_ids, "wrapped": wrapped})
        return await self.keys_of(connection, mail_ids)

    async def keys_of(self, connection: Connection, mail_ids: list[MailId]) -> Mapping[MailId, ContentKey]:
        """The keys of these mails; an erased mail has none.

        Raises ConfigurationError when EMAIL_SECRET_KEY has not the key they were wrapped with: no record is at fault.
        """
        cursor = await connection.execute(READ_KEYS, {"mail_ids": mail_ids}, binary=True)
        return {MailId(mail_id): self._content_key(mail_id, wrapped) for mail_id, wrapped in await cursor.fetchall()}

    def _content_key(self, mail_id: UUID, wrapped: bytes) -> ContentKey:
        try:
            return ContentKey(MailId(mail_id), self._ring.unwrap(wrapped, mail_id.bytes))
        except NotOpenedError:
            raise ConfigurationError(
                f"the key of mail {mail_id} does not open: EMAIL_SECRET_KEY is not the one it was wrapped with"
            ) from None
