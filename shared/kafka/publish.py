"""Publishing: one idempotent producer a process; nothing counts as published before Kafka has acknowledged it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    RecordListTooLargeError,
)
from aiokafka.structs import RecordMetadata

from shared.errors import MailweaveError, PermanentError, TransientError
from shared.events import Event, RecordParts
from shared.events.topics import TopicNames, topic_of
from shared.kafka.diagnosis import forbidden, no_answer
from shared.kafka.security import connection_options
from shared.message_log import MessageLog
from shared.settings import Settings
from shared.tracing.current import traceparents
from shared.tracing.traceparent import TRACEPARENT

LARGEST_RECORD_BYTES = 2 * 1024 * 1024 - 1024  # below the topics' max.message.bytes by more than a batch header
DEAD_LETTER_EXTRA_BYTES = 64 * 1024
BATCH_BYTES = 1024 * 1024  # before compression; a batch that does not shrink stays below max.message.bytes
STOP_WITHIN_S = 10.0
PRODUCER_ENDED = "the producer's task has ended: start anew"
Headers = Sequence[tuple[str, bytes | None]]
_ENDS_THE_PRODUCER = (OutOfOrderSequenceNumber, ProducerFenced, InvalidProducerEpoch, ProducerClosed)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to publish, as bytes."""

    topic_name: str
    key: bytes | None
    value: bytes | None
    headers: Headers


class ProducerLostError(MailweaveError):
    """The producer can never publish again: the process must end and be started anew (aiokafka 1017)."""


class Publisher:
    """The only way to Kafka. Every wait has an end: with the brokers down a bare producer may hang for ever.

    `on_lost` is told when the producer can never publish again; a service ends its process then, whoever published.
    """

    def __init__(self, settings: Settings, on_lost: Callable[[str], None] = logger.critical) -> None:
        self._names = TopicNames(settings.topic_prefix, settings.generation)
        self._servers = settings.kafka_servers
        self._settings = settings
        self._timeout_s = settings.publish_timeout_s
        self._on_lost = on_lost
        self.log = MessageLog(settings.log_messages_per_s, time.monotonic)
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect; TransientError while no broker answers."""
        producer = AIOKafkaProducer(
            **connection_options(self._settings),
            acks="all",
            enable_idempotence=True,
            compression_type="zstd",
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            max_request_size=LARGEST_RECORD_BYTES + DEAD_LETTER_EXTRA_BYTES,
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                await producer.start()
        except (KafkaError, TimeoutError) as error:
            await _stopped(producer)
            raise TransientError(await no_answer(self._settings)) from error
        self._producer = producer

    async def stop(self) -> None:
        """Let go; what was not acknowledged by now was not published."""
        if self._producer is not None:
            await _stopped(self._producer)
            self._producer = None

    async def publish(self, events: Iterable[Event]) -> None:
        """Publish each event to its class's topic, under its key; returns when Kafka has acknowledged all of them.

        Raises TransientError when it did not (some may have been written: a repeat is harmless), PermanentError
        for an event over 2 MiB, ProducerLostError when only a new process can help.
        """
        records = []
        events = list(events)
        traces = {each: ((TRACEPARENT, parent.encode()),) for each, parent in traceparents().items()}
        for event in events:
            parts = event.to_record()
            _refuse_large(event, parts)
            headers = (*parts.headers, *traces.get(id(event), ())) if traces else parts.headers
            records.append(Outgoing(self._names.of(topic_of(event)), parts.key, parts.value, headers))
        await self._acknowledged(records)
        self.log.tell(events)

    async def publish_raw(self, topic_name: str, key: bytes | None, value: bytes | None, headers: Headers = ()) -> None:
        """Publish these very bytes, acknowledged; key and value may both be absent. Raises as `publish` does."""
        await self._acknowledged([Outgoing(topic_name, key, value, headers)])

    def look_after_producer(self) -> None:
        """Raises TransientError for one that would take records and never send them, after telling `on_lost`."""
        if self._started()._sender.sender_task.done():  # noqa: SLF001  (nothing else of it tells)
            self._on_lost(PRODUCER_ENDED)
            raise TransientError(PRODUCER_ENDED)

    async def topic_names(self, within_s: float | None = None) -> frozenset[str]:
        """The names of all topics that the cluster has; TransientError when it does not answer."""
        return frozenset(await self.partition_counts(within_s))

    async def partition_counts(self, within_s: float | None = None) -> Mapping[str, int]:
        """Of every topic by its name; TransientError when Kafka does not answer."""
        try:
            async with asyncio.timeout(self._timeout_s if within_s is None else within_s):
                cluster = await self._started().client.fetch_all_metadata()
        except (KafkaError, TimeoutError) as error:
            raise TransientError(await no_answer(self._settings)) from error
        return {name: len(cluster.partitions_for_topic(name) or ()) for name in cluster.topics()}

    def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            raise TransientError(f"there is no connection to Kafka at {self._servers} yet")
        return self._producer

    async def _acknowledged(self, records: Sequence[Outgoing]) -> None:
        producer = self._started()
        try:
            async with asyncio.timeout(self._timeout_s):
                waiting = [await _sent(producer, record) for record in records]
                outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        except (KafkaError, TimeoutError) as error:
            raise self._meaning(error, records) from error
        for outcome in outcomes:
            if isinstance(outcome, KafkaError):
                raise self._meaning(outcome, records) from outcome

    def _meaning(self, error: KafkaError | TimeoutError, records: Sequence[Outgoing]) -> MailweaveError:
        names = ", ".join(sorted({record.topic_name for record in records}))
        known = self._started().client.cluster
        missing = sorted({each.topic_name for each in records if known.partitions_for_topic(each.topic_name) is None})
        if isinstance(error, _ENDS_THE_PRODUCER):
            lost = ProducerLostError(f"the producer has lost its sequence ({type(error).__name__}): start anew")
            self._on_lost(str(lost))
            return lost
        if isinstance(error, _TOO_LARGE):
            return PermanentError(f"a record for {names} is larger than {LARGEST_RECORD_BYTES} bytes")
        if refusal := forbidden(self._settings, error, names):
            return TransientError(refusal)
        if missing:
            return TransientError(f"Kafka tells of no topic {', '.join(missing)}: run `mailweave topics apply`")
        return TransientError(f"Kafka did not acknowledge records for {names} ({type(error).__name__}): is it up?")


def _refuse_large(event: Event, parts: RecordParts) -> None:
    # Before the producer numbers it: a record that the broker refuses leaves a gap that ends the producer.
    size = len(parts.key) + len(parts.value) + sum(len(name) + len(value) for name, value in parts.headers)
    if size > LARGEST_RECORD_BYTES:
        raise PermanentError(f"a {type(event).__name__} of {size} bytes is larger than {LARGEST_RECORD_BYTES}")


async def _sent(producer: AIOKafkaProducer, record: Outgoing) -> "asyncio.Future[RecordMetadata]":
    acknowledged: asyncio.Future[RecordMetadata]
    if record.key is not None or record.value is not None:
        acknowledged = await producer.send(
            record.topic_name, record.value, key=record.key, headers=list(record.headers)
        )
        return acknowledged
    batch = producer.create_batch()  # send() refuses a record without key and value; Kafka does not
    batch.append(timestamp=None, key=None, value=None, headers=list(record.headers))
    batch.close()
    partition = min(await producer.partitions_for(record.topic_name))
    acknowledged = await producer.send_batch(batch, record.topic_name, partition=partition)
    return acknowledged


async def _stopped(producer: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await producer.stop()
    except (KafkaError, TimeoutError) as error:
        logger.warning("the producer did not stop cleanly (%s)", type(error).__name__)


@asynccontextmanager
async def publisher(settings: Settings) -> AsyncIterator[Publisher]:
    """A connected publisher while the block runs, for programs without a lifecycle."""
    connected = Publisher(settings)
    await connected.start()
    try:
        yield connected
    finally:
        await connected.stop()
