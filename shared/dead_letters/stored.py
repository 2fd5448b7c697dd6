"""Dead letters as they lie in `<topic>.dlq`, and which of them were put back."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.dead_letters.notes import Discard, discard_of
from shared.dead_letters.redriven import Redriven, decode
from shared.errors import ConfigurationError, MailweaveError
from shared.events.topics import DLQ_SUFFIX, TOPICS, Topic, TopicNames
from shared.kafka.clients import admin_client, committed_offsets, partition_counts, reader, records_until_end
from shared.kafka.deadletter import DeadLetter, Headers, parted
from shared.kafka.decode import RawRecord
from shared.settings import Settings

PLACE = re.compile(r"([0-9]{1,9}):([0-9]{1,18})")
Place = tuple[int, int]
REDRIVE_GROUPS = "dlq."
"""How the groups begin that hold what was put back."""


class LetterError(MailweaveError):
    """There is no such dead letter, or it is not in a state for this; the text says which."""


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A record of a dead-letter topic; `letter` is None when nobody wrote down why."""

    topic: Topic
    record: RawRecord
    headers: Headers
    letter: DeadLetter | None

    @property
    def place(self) -> Place:
        """Partition and offset."""
        return self.record.partition, self.record.offset


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything in some dead-letter topics: letters by topic, in the order of their offsets, and notes on them."""

    letters: tuple[StoredLetter, ...]
    discards: Mapping[tuple[str, Place], Discard]

    def discard_of(self, stored: StoredLetter) -> Discard | None:
        """Why and when it was discarded, if it was."""
        return self.discards.get((stored.topic.name, stored.place))


def names_of(settings: Settings) -> TopicNames:
    """The names of this installation and generation."""
    return TopicNames(settings.topic_prefix, settings.generation)


def redrive_group(settings: Settings, topic: Topic) -> str:
    """The group under which it is kept what was put back."""
    name = names_of(settings).dlq_of(topic).removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    return f"{settings.topic_prefix}{REDRIVE_GROUPS}{name}"


def topics_called(name: str | None, settings: Settings) -> tuple[Topic, ...]:
    """The topic that a person means: its own name or that of its dead letters, with or without the prefix; else all."""
    if name is None:
        return TOPICS
    plain = name.removeprefix(settings.topic_prefix).removesuffix(DLQ_SUFFIX)
    for topic in TOPICS:
        if topic.name == plain:
            return (topic,)
    raise ConfigurationError(f"{name} is no topic; there are {', '.join(topic.name for topic in TOPICS)}")


def place_called(text: str) -> Place:
    """Partition and offset as a person writes them."""
    match = PLACE.fullmatch(text)
    if match is None:
        raise LetterError(f"--offset {text}: write PARTITION:OFFSET, as in 0:17")
    return int(match[1]), int(match[2])


async def read_stored(settings: Settings, topics: tuple[Topic, ...]) -> Stored:
    """Every dead letter that there is now."""
    letters: list[StoredLetter] = []
    discards: dict[tuple[str, Place], Discard] = {}
    async for stored in _records(settings, topics):
        discard = None if stored.letter else discard_of(stored.headers, stored.record.value)
        if discard is None:
            letters.append(stored)
        else:
            discards.setdefault((stored.topic.name, discard.place), discard)
    return Stored(tuple(letters), discards)


async def read_places(settings: Settings, topics: tuple[Topic, ...]) -> object:
    """Where the letters begin and end, and which were put back: while it is equal, nothing has happened to any."""
    name_of = {topic: names_of(settings).dlq_of(topic) for topic in topics}
    async with admin_client(settings) as admin, reader(settings) as consumer:
        counts = await partition_counts(admin, list(name_of.values()))
        places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
        begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        full = {place.topic for place in places if begins[place] < ends[place]}
        put_back = [await _redriven(admin, settings, topic) for topic, name in name_of.items() if name in full]
        return begins, ends, put_back


async def _records(settings: Settings, topics: tuple[Topic, ...]) -> AsyncIterator[StoredLetter]:
    names = names_of(settings)
    topic_of = {names.dlq_of(topic): topic for topic in topics}
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, list(topic_of))
    places = [TopicPartition(name, number) for name in topic_of for number in range(counts.get(name, 0))]
    if not places:
        return
    async with reader(settings) as consumer:
        async for record in records_until_end(consumer, places):
            headers, letter = parted(record.headers)
            yield StoredLetter(topic_of[record.topic], record, headers, letter)


async def redriven(settings: Settings, topic: Topic) -> dict[int, Redriven]:
    """For each partition what was put back."""
    return (await redriven_of(settings, {topic}))[topic]


async def redriven_of(settings: Settings, topics: Collection[Topic]) -> dict[Topic, dict[int, Redriven]]:
    """The same of several topics, asked for in one go."""
    if not topics:
        return {}
    async with admin_client(settings) as admin:
        return {topic: await _redriven(admin, settings, topic) for topic in topics}


async def _redriven(admin: AIOKafkaAdminClient, settings: Settings, topic: Topic) -> dict[int, Redriven]:
    found = await committed_offsets(admin, redrive_group(settings, topic))
    name = names_of(settings).dlq_of(topic)
    return {
        place.partition: decode(kept.offset, kept.metadata)
        for place, kept in found.items()
        if place.topic == name and kept.offset >= 0
    }
