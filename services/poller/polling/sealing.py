"""Fetched bytes → sealed events: ids, content key, and the blob for what is too large for a record."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.poller.domain.copies import Cursor, Listed
from services.poller.domain.plan import effects_of
from services.poller.store.accounts import PolledAccount
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.crash import CrashPoint, crash_point
from shared.events import Direction, Effects, RawFetched
from shared.ids import CopyId, MailId, content_hash, imap_copy_id, mail_id, pop3_copy_id
from shared.postgres.sessions import Pool, transaction
from shared.seal import ContentKey, Vault

INLINE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """One copy and its bytes."""

    copy: Listed
    raw: bytes


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes RawFetched events."""

    pool: Pool
    vault: Vault
    blobs: BlobStore
    clock: Clock

    async def events(
        self, account: PolledAccount, cursor: Cursor, fetched: list[Fetched], effects: Effects | None = None
    ) -> Mapping[int, RawFetched]:
        """The events by uid; an erased mail has none. Keys are committed before anything is sealed with them.

        What they may cause is `effects`, or else what the cursor and the account say.
        """
        is_sent = account.is_sent(cursor.folder)
        hashes = {item.copy.uid: content_hash(item.raw) for item in fetched}
        mail_ids = {uid: mail_id(account.account_key, digest) for uid, digest in hashes.items()}
        async with transaction(self.pool) as connection:
            keys = await self.vault.keys_for_new(connection, account.id, sorted(set(mail_ids.values())))
        return {
            item.copy.uid: await self._event(
                account,
                cursor,
                item,
                hashes[item.copy.uid],
                key,
                effects or effects_of(cursor, item.copy.uid, only_observes=account.only_observes, is_sent=is_sent),
            )
            for item in fetched
            if (key := keys.get(mail_ids[item.copy.uid])) is not None
        }

    async def _event(
        self,
        account: PolledAccount,
        cursor: Cursor,
        item: Fetched,
        sha256_hex: str,
        key: ContentKey,
        effects: Effects,
    ) -> RawFetched:
        is_large = len(item.raw) > INLINE_BYTES
        copy_id = _copy_id(account, cursor, item.copy, sha256_hex)
        return RawFetched(
            account_id=account.id,
            account_key=account.account_key,
            correlation_id=copy_id,
            effects=effects,
            copy_id=copy_id,
            mail_id=MailId(key.mail_id),
            direction=Direction.OUTBOUND if account.is_sent(cursor.folder) else Direction.INBOUND,
            source="pop3" if item.copy.uidl is not None else "imap",
            folder=cursor.folder,
            uidvalidity=None if item.copy.uidl is not None else cursor.uidvalidity,
            uid=None if item.copy.uidl is not None else item.copy.uid,
            uidl=item.copy.uidl,
            flags=item.copy.flags,
            gmail=item.copy.gmail,
            arrived_at=item.copy.arrived_at,
            fetched_at=self.clock.now(),
            size_bytes=len(item.raw),
            sha256=sha256_hex,
            is_content_sealed=account.encrypt_content,
            blob=await self._blob(account, item, key) if is_large else None,
            sealed=b"" if is_large else key.seal(item.raw),
        )

    async def _blob(self, account: PolledAccount, item: Fetched, key: ContentKey) -> str:
        blob = await self.blobs.put(account.account_key, key, item.raw)
        crash_point(CrashPoint.POLLER_AFTER_BLOB)
        return blob


def _copy_id(account: PolledAccount, cursor: Cursor, copy: Listed, sha256_hex: str) -> CopyId:
    if copy.uidl is not None:
        return pop3_copy_id(account.account_key, copy.uidl, sha256_hex)
    return imap_copy_id(account.account_key, cursor.folder, cursor.uidvalidity, copy.uid)
