"""From the ledger to Kafka: `delivery` events and the copies of what was sent, again until acknowledged.

Everything in an event is stored, so that a repeat is byte-equal.
"""

import asyncio
import logging

from services.sender.spans import NO_SPANS, SendSpans
from services.sender.store.outbox import ChangeRow, OutboxStore, SentRow
from shared import ids
from shared.blobs import BlobStore
from shared.crash import CrashPoint, crash_point
from shared.errors import DefectiveRecord, TransientError
from shared.events import DeliveryChanged, DeliveryState, Direction, RawFetched, SendKind
from shared.ids import AccountId
from shared.kafka.publish import Publisher

BATCH = 200
PUBLISH_EVERY_S = 0.2
INLINE_BYTES = 256 * 1024
SENT_FOLDER = "Sent"
logger = logging.getLogger(__name__)


class Outbox:
    """Publishes what an account's sends have brought about."""

    def __init__(self, store: OutboxStore, publisher: Publisher, blobs: BlobStore, spans: SendSpans = NO_SPANS) -> None:
        self._store = store
        self._publisher = publisher
        self._blobs = blobs
        self._spans = spans

    async def publish(self, account_id: AccountId) -> int:
        """One batch of changes and of copies, acknowledged and then marked; returns how many."""
        changes = await self._store.changes(account_id, BATCH)
        if changes:
            told = [row for row in changes if row.kind != SendKind.CANARY]
            outcomes = [delivery_changed(account_id, row) for row in told]
            with self._spans.telling(account_id, told, outcomes):
                await self._publisher.publish(outcomes)
            crash_point(CrashPoint.SENDER_AFTER_DELIVERY)
            await self._store.changes_published([row.position for row in changes])
        copies = await self._store.copies(account_id, BATCH)
        if copies:
            events = [await self._copy(account_id, row) for row in copies]
            with self._spans.copying(copies, events):
                await self._publisher.publish([event for event in events if event is not None])
            await self._store.copies_published([row.send_id for row in copies])
        return len(changes) + len(copies)

    async def publish_during(self, sending: asyncio.Task[bool], account_id: AccountId) -> int:
        """Neither waits for the other; returns how much was published once `sending` is done."""
        published = 0
        try:
            while not sending.done():
                await asyncio.wait({sending}, timeout=PUBLISH_EVERY_S)
                published += await self.publish(account_id)
        except TransientError:
            await asyncio.wait({sending})  # what is on the wire comes to its end
            raise
        except BaseException:
            sending.cancel()
            await asyncio.wait({sending})
            raise
        return published

    async def tell_states(self, account_id: AccountId) -> None:
        """The changes of the account's sending. Raises TransientError."""
        while changes := await self._store.states(account_id, BATCH):
            await self._publisher.publish(changes)
            await self._store.states_published([change.position for change in changes])

    async def _copy(self, account_id: AccountId, row: SentRow) -> RawFetched | None:
        if row.size_bytes <= INLINE_BYTES:
            return raw_fetched(account_id, row, None)
        key = await self._store.key_of(row.mail_id)
        if key is None:
            return None
        try:
            raw = key.open(row.sealed)
        except DefectiveRecord as error:
            logger.error("send %s was sent, but its copy cannot be kept: %s", row.send_id, error)  # noqa: TRY400
            return None
        return raw_fetched(account_id, row, await self._blobs.put(row.account_key, key, raw))


def delivery_changed(account_id: AccountId, row: ChangeRow) -> DeliveryChanged:
    """The event of a stored change."""
    return DeliveryChanged(
        account_id=account_id,
        correlation_id=row.correlation_id,
        send_id=row.send_id,
        kind=SendKind(row.kind),
        recipient=row.recipient,
        state=DeliveryState(row.state),
        message_id=row.message_id,
        attempt=row.attempt,
        at=row.at,
        reply_code=row.reply_code,
        enhanced_status=row.enhanced_status,
        reason=row.reason,
        tags=tuple(row.tags),
        metadata=row.metadata,
    )


def raw_fetched(account_id: AccountId, row: SentRow, blob: str | None) -> RawFetched:
    """The copy of what was sent, by the road of all mail; it has no permission for effects."""
    return RawFetched(
        account_id=account_id,
        correlation_id=row.correlation_id,
        account_key=row.account_key,
        copy_id=ids.sent_copy_id(row.account_key, row.send_id),
        mail_id=row.mail_id,
        source="sent",
        direction=Direction.OUTBOUND,
        folder=SENT_FOLDER,
        arrived_at=row.sent_at,
        fetched_at=row.sent_at,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        blob=blob,
        send_id=row.send_id,
        is_content_sealed=row.is_content_sealed,
        sealed=row.sealed if blob is None else b"",
    )
