"""Kafka as the tests see it from outside: topics made, records planted and read back byte for byte, offsets asked."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from shared.events.topics import Topic, TopicNames
from tests.harness.wait import within

Headers = Sequence[tuple[str, bytes | None]]
READ_WITHIN_S = 20.0
PLANTED_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Planted:
    """A record to plant, as bytes."""

    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int = 0


async def create_topics(
    servers: str,
    names: TopicNames,
    topics: Collection[Topic],
    *,
    partitions: int = 1,
    dlq_configs: Mapping[str, str] | None = None,
) -> None:
    """The topics and their dead letters."""
    configs: dict[str, Mapping[str, str]] = {name: {} for name in map(names.of, topics)} | {
        names.dlq_of(topic): dlq_configs or {} for topic in topics
    }
    wanted = list(configs)
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=dict(configs[name])) for name in wanted])
        async with within(READ_WITHIN_S):
            while any(each["error_code"] for each in await admin.describe_topics(wanted)):
                await asyncio.sleep(0.03)
    finally:
        await admin.close()


class NotUtf8(str):
    """A header name that goes on the wire as bytes that are no UTF-8."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff\xfe"


async def plant(servers: str, name: str, records: Sequence[Planted]) -> None:
    """Write the records, those of one partition in one batch, in this order."""
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", max_batch_size=PLANTED_BYTES, max_request_size=PLANTED_BYTES
    )
    await producer.start()
    try:
        for partition in sorted({record.partition for record in records}):
            batch = producer.create_batch()
            batch._builder = _DefaultRecordBatchBuilderPy(  # the one in C encodes header names itself
                2, 0, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=0, batch_size=PLANTED_BYTES
            )
            for record in records:
                if record.partition == partition:
                    written = batch.append(
                        key=record.key, value=record.value, timestamp=None, headers=list(record.headers)
                    )
                    assert written is not None, "the planted batch is larger than the producer's"
            batch.close()
            await (await producer.send_batch(batch, name, partition=partition))
    finally:
        await producer.stop()


@dataclass(frozen=True, slots=True)
class Keyed:
    """A record that goes where its key belongs, as from any other program."""

    topic_name: str
    key: bytes
    value: bytes


async def publish(servers: str, records: Sequence[Keyed]) -> None:
    """Publish these, in order, acknowledged; KafkaError when the brokers are away (some may have been written)."""
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", request_timeout_ms=5_000)
    try:
        await producer.start()
        acknowledged = [await producer.send(each.topic_name, each.value, key=each.key) for each in records]
        await asyncio.gather(*acknowledged)
    finally:
        await producer.stop()


async def stream(servers: str, name: str) -> AsyncIterator[ConsumerRecord[bytes | None, bytes | None]]:
    """Every record that the topic holds now, in order within each partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(name)
        partitions = [TopicPartition(name, number) for number in consumer.partitions_for_topic(name) or ()]
        ends = await consumer.end_offsets(partitions)
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            async with within(READ_WITHIN_S):
                batch = await consumer.getmany(timeout_ms=100)
            for partition, records in batch.items():
                for record in records:
                    if record.offset < ends[partition]:
                        yield record
    finally:
        await consumer.stop()


async def read_all(servers: str, name: str) -> list[ConsumerRecord[bytes | None, bytes | None]]:
    """Every record that the topic holds now, in order within each partition."""
    async with within(READ_WITHIN_S):
        found = [record async for record in stream(servers, name)]
    return sorted(found, key=lambda record: (record.partition, record.offset))


async def committed(servers: str, group: str, name: str) -> dict[int, int]:
    """The group's committed offsets on the topic, by partition."""
    return {partition: offset for partition, (offset, _) in (await notes(servers, group, name)).items()}


async def notes(servers: str, group: str, name: str) -> dict[int, tuple[int, str]]:
    """The group's committed offsets on the topic and what stands beside them, by partition."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(group)
    finally:
        await admin.close()
    return {each.partition: (at.offset, at.metadata) for each, at in offsets.items() if each.topic == name}
