"""Dead letters as they lie in `<topic>.dlq`, and which of them were put back."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.structs import OffsetAndMetadata

from services.cli.dead_letters.redriven import Redriven, decode
from shared.errors import ConfigurationError
from shared.events.topics import DLQ_SUFFIX, TOPICS, Topic, TopicNames
from shared.kafka.clients import admin_client, partition_counts, reader, records_until_end
from shared.kafka.deadletter import DeadLetter, Headers, parted
from shared.kafka.decode import RawRecord
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A record of a dead-letter topic; `letter` is None when nobody wrote down why."""

    topic: Topic
    record: RawRecord
    headers: Headers
    letter: DeadLetter | None

    @property
    def place(self) -> TopicPartition:
        """Where it lies."""
        return TopicPartition(self.record.topic, self.record.partition)


def names_of(settings: Settings) -> TopicNames:
    """The names of this installation and generation."""
    return TopicNames(settings.topic_prefix, settings.generation)


def redrive_group(settings: Settings, topic: Topic) -> str:
    """The group under which it is kept what was put back."""
    name = names_of(settings).dlq_of(topic).removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    return f"{settings.topic_prefix}dlq.{name}"


def topic_called(name: str, settings: Settings) -> Topic:
    """The topic that a person means: its own name or that of its dead letters, with or without the prefix."""
    plain = name.removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    for topic in TOPICS:
        if topic.name == plain:
            return topic
    raise ConfigurationError(f"{name} is no topic; there are {', '.join(topic.name for topic in TOPICS)}")


async def letters(settings: Settings, topics: tuple[Topic, ...]) -> AsyncIterator[StoredLetter]:
    """Every dead letter that there is now, by topic, in the order of their offsets within each partition."""
    names = names_of(settings)
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, [names.dlq_of(topic) for topic in topics])
    async with reader(settings) as consumer:
        for topic in topics:
            name = names.dlq_of(topic)
            places = [TopicPartition(name, partition) for partition in range(counts.get(name, 0))]
            if places:
                async for record in records_until_end(consumer, places):
                    headers, letter = parted(record.headers)
                    yield StoredLetter(topic, record, headers, letter)


async def redriven(settings: Settings, topic: Topic) -> dict[int, Redriven]:
    """For each partition what was put back."""
    async with admin_client(settings) as admin:
        found: Mapping[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(
            redrive_group(settings, topic)
        )
    name = names_of(settings).dlq_of(topic)
    return {
        place.partition: decode(kept.offset, kept.metadata)
        for place, kept in found.items()
        if place.topic == name and kept.offset >= 0
    }
