"""A message as it was fetched: its sealed record in `raw.fetched` or its bulk topic, found by when it was fetched."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from shared.errors import DefectiveRecord, TransientError
from shared.events import RawFetched
from shared.events.topics import RAW_FETCHED, RAW_FETCHED_BULK, TopicNames
from shared.kafka.clients import FETCH_MS, admin_client, partition_counts, reader
from shared.settings import Settings

CLOCKS_DIFFER = timedelta(minutes=1)
LOOK_FOR_S = 20.0


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a message was seen, and when."""

    copy_id: UUID
    fetched_at: datetime


async def find_record(settings: Settings, copies: Sequence[Copy]) -> RawFetched | None:
    """The record of the first of these copies that Kafka still has; None when it has none.

    It lies behind the moment when it was fetched, in the partition of its key: a few hundred records are read, not
    the topic. Raises TransientError when that takes too long.
    """
    names = [TopicNames(settings.topic_prefix).of(topic) for topic in (RAW_FETCHED, RAW_FETCHED_BULK)]
    try:
        async with asyncio.timeout(LOOK_FOR_S), admin_client(settings) as admin, reader(settings) as consumer:
            counts = await partition_counts(admin, names)
            for copy, name in product(copies, names):
                found = await _record_of(consumer, name, range(counts.get(name, 0)), copy)
                if found is not None:
                    return found
    except TimeoutError as error:
        raise TransientError(f"the message was not found in Kafka within {LOOK_FOR_S:.0f} s: ask again") from error
    return None


async def _record_of(consumer: AIOKafkaConsumer, name: str, numbers: Sequence[int], copy: Copy) -> RawFetched | None:
    if not numbers:
        return None
    key = str(copy.copy_id).encode()
    own = DefaultPartitioner()(key, list(numbers), list(numbers))
    since_ms = int((copy.fetched_at - CLOCKS_DIFFER).timestamp() * 1000)
    # The others in case the topic had fewer partitions then.
    for number in sorted(numbers, key=lambda each: each != own):
        found = await _in_partition(consumer, TopicPartition(name, number), key, since_ms)
        if found is not None:
            return found
    return None


async def _in_partition(
    consumer: AIOKafkaConsumer, place: TopicPartition, key: bytes, since_ms: int
) -> RawFetched | None:
    consumer.assign([place])
    begin = (await consumer.offsets_for_times({place: since_ms})).get(place)
    if begin is None:
        return None
    end = (await consumer.end_offsets([place]))[place]
    consumer.seek(place, begin.offset)
    while await consumer.position(place) < end:
        for record in (await consumer.getmany(place, timeout_ms=FETCH_MS)).get(place, []):
            if record.key == key:
                try:
                    return RawFetched.from_record(record.value, [(n, v) for n, v in record.headers])
                except (DefectiveRecord, ValueError):
                    continue  # somebody's own, under the same key
    return None
