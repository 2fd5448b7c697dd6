"""Kafka clients of commands and of the accounting; whatever fails is one line with the next step."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from shared.errors import TransientError
from shared.kafka.decode import RawRecord
from shared.kafka.diagnosis import forbidden, no_answer
from shared.kafka.security import connection_options
from shared.settings import Settings

REQUEST_TIMEOUT_MS = 20_000
FETCH_MS = 1000
RETRY_BACKOFF_MS = 20
"""aiokafka waits for so long at each topic that it sees for the first time, one after the other."""
COORDINATOR_WITHIN_S = 20.0
AGAIN_AFTER_S = 0.2


@asynccontextmanager
async def admin_client(
    settings: Settings, answer_within_s: float = REQUEST_TIMEOUT_MS / 1000
) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connected admin client while the block runs; TransientError when Kafka does not answer."""
    admin = AIOKafkaAdminClient(**connection_options(settings), request_timeout_ms=int(answer_within_s * 1000))
    try:
        await admin.start()
        yield admin
    except (KafkaError, OSError, TimeoutError) as error:
        raise await _away(settings, error) from error
    finally:
        await admin.close()


@asynccontextmanager
async def reader(settings: Settings, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer that is given its partitions by hand; a group is only the name that offsets are committed under."""
    consumer = AIOKafkaConsumer(
        **connection_options(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=RETRY_BACKOFF_MS,
    )
    try:
        await consumer.start()
        await asyncio.sleep(0)  # stop() fails when aiokafka's own task has not begun yet
        yield consumer
    except (KafkaError, OSError, TimeoutError) as error:
        raise await _away(settings, error) from error
    finally:
        await consumer.stop()


async def partition_counts(admin: AIOKafkaAdminClient, names: Collection[str]) -> dict[str, int]:
    """Of these topics as far as they exist; asking for a missing one by its name could create it."""
    existing = set(names) & set(await admin.list_topics())
    if not existing:
        return {}
    described = await admin.describe_topics(sorted(existing))
    return {topic["topic"]: len(topic["partitions"]) for topic in described if topic["error_code"] == 0}


async def committed_offsets(admin: AIOKafkaAdminClient, group: str) -> Mapping[TopicPartition, OffsetAndMetadata]:
    """What the group has committed; waits for a broker that has just begun to find its coordinator."""
    give_up_at = time.monotonic() + COORDINATOR_WITHIN_S
    while True:
        try:
            offsets: Mapping[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(group)
        except KafkaError as error:
            if not error.retriable or time.monotonic() > give_up_at:
                raise
            await asyncio.sleep(AGAIN_AFTER_S)
        else:
            return offsets


def track(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> None:
    """Lets the consumer learn in one go who leads these partitions: otherwise it asks topic by topic, with a pause."""
    consumer.assign(places)
    consumer.pause(*places)  # nothing of them is fetched


async def records_until_end(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> AsyncIterator[RawRecord]:
    """Every record that these partitions hold now, one partition after the other, in the order of their offsets."""
    track(consumer, places)
    begins: Mapping[TopicPartition, int] = await consumer.beginning_offsets(places)
    ends: Mapping[TopicPartition, int] = await consumer.end_offsets(places)
    places = [place for place in places if begins[place] < ends[place]]
    if not places:
        return
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    for place in places:
        consumer.pause(*(other for other in places if other != place))
        consumer.resume(place)
        while await consumer.position(place) < ends[place]:
            for record in (await consumer.getmany(place, timeout_ms=FETCH_MS)).get(place, []):
                if record.offset < ends[place]:
                    yield record


async def _away(settings: Settings, error: BaseException) -> TransientError:
    if refusal := forbidden(settings, error):
        return TransientError(refusal)
    return TransientError(await no_answer(settings))
