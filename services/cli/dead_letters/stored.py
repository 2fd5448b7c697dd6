"""Dead letters as they lie in `<topic>.dlq`, and which of them were put back."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import OffsetAndMetadata

from services.cli.dead_letters.redriven import Redriven, decode
from services.cli.rest import UsageError
from shared.errors import ConfigurationError
from shared.events.topics import DLQ_SUFFIX, TOPICS, Topic, TopicNames
from shared.kafka.clients import admin_client, partition_counts, reader, records_until_end
from shared.kafka.deadletter import DeadLetter, Headers, parted
from shared.kafka.decode import RawRecord
from shared.settings import Settings

PLACE = re.compile(r"(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A record of a dead-letter topic; `letter` is None when nobody wrote down why."""

    topic: Topic
    record: RawRecord
    headers: Headers
    letter: DeadLetter | None

    @property
    def place(self) -> tuple[int, int]:
        """Partition and offset."""
        return self.record.partition, self.record.offset


def names_of(settings: Settings) -> TopicNames:
    """The names of this installation and generation."""
    return TopicNames(settings.topic_prefix, settings.generation)


def redrive_group(settings: Settings, topic: Topic) -> str:
    """The group under which it is kept what was put back."""
    name = names_of(settings).dlq_of(topic).removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    return f"{settings.topic_prefix}dlq.{name}"


def topics_called(name: str | None, settings: Settings) -> tuple[Topic, ...]:
    """The topic that a person means: its own name or that of its dead letters, with or without the prefix; else all."""
    if name is None:
        return TOPICS
    plain = name.removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    for topic in TOPICS:
        if topic.name == plain:
            return (topic,)
    raise ConfigurationError(f"{name} is no topic; there are {', '.join(topic.name for topic in TOPICS)}")


def place_called(text: str) -> tuple[int, int]:
    """Partition and offset as a person writes them."""
    match = PLACE.fullmatch(text)
    if match is None:
        raise UsageError(f"--offset {text}: write PARTITION:OFFSET, as in 0:17; `mailweave dlq list` shows it so")
    return int(match[1]), int(match[2])


async def letters(settings: Settings, topics: tuple[Topic, ...]) -> AsyncIterator[StoredLetter]:
    """Every dead letter that there is now, by topic, in the order of their offsets within each partition."""
    topic_of = {names_of(settings).dlq_of(topic): topic for topic in topics}
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, topic_of)
    places = [TopicPartition(name, partition) for name in topic_of for partition in range(counts.get(name, 0))]
    async with reader(settings) as consumer:
        async for record in records_until_end(consumer, places):
            headers, letter = parted(record.headers)
            yield StoredLetter(topic_of[record.topic], record, headers, letter)


async def redriven(settings: Settings, topic: Topic) -> dict[int, Redriven]:
    """For each partition what was put back."""
    return (await redriven_of(settings, {topic}))[topic]


async def redriven_of(settings: Settings, topics: Collection[Topic]) -> dict[Topic, dict[int, Redriven]]:
    """The same of several topics."""
    if not topics:
        return {}
    async with admin_client(settings) as admin:
        return {topic: await _redriven(admin, settings, topic) for topic in topics}


async def _redriven(admin: AIOKafkaAdminClient, settings: Settings, topic: Topic) -> dict[int, Redriven]:
    group = redrive_group(settings, topic)
    found: Mapping[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(group)
    name = names_of(settings).dlq_of(topic)
    return {
        place.partition: decode(kept.offset, kept.metadata)
        for place, kept in found.items()
        if place.topic == name and kept.offset >= 0
    }
