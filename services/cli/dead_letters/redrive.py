"""Dead letters go back to where they came from: key, headers and value byte for byte, each once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.structs import OffsetAndMetadata

from services.cli.dead_letters.redriven import LONGEST_METADATA, Redriven
from services.cli.dead_letters.stored import (
    StoredLetter,
    letters,
    names_of,
    place_called,
    redrive_group,
    redriven,
    topics_called,
)
from services.cli.rest import CommandError
from services.cli.settings import CliSettings
from shared.events.topics import Topic
from shared.kafka.clients import reader
from shared.kafka.publish import publisher
from shared.settings import Settings

Chosen = Callable[[StoredLetter], bool]


@dataclass(frozen=True, slots=True)
class Redrive:
    """What a redrive did."""

    put_back: int
    earlier: int


def redrive_topics(topic: str | None, offset: str | None) -> Redrive:
    """Puts back the letters of one topic, or of all; only the one at PARTITION:OFFSET where that is given."""
    settings = CliSettings.load()
    place = place_called(offset) if offset is not None else None
    total = Redrive(0, 0)
    for each in topics_called(topic, settings):
        done = asyncio.run(redrive(settings, each, lambda stored: place in (None, stored.place)))
        total = Redrive(total.put_back + done.put_back, total.earlier + done.earlier)
    if place is not None and total == Redrive(0, 0):
        raise CommandError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    return total


async def redrive(settings: Settings, topic: Topic, chosen: Chosen) -> Redrive:
    """Puts the chosen letters back, each acknowledged, then written down; those put back earlier are passed over."""
    done = await redriven(settings, topic)
    put_back = earlier = 0
    async with (
        publisher(settings) as connected,
        reader(settings, redrive_group(settings, topic)) as consumer,
    ):
        async for stored in letters(settings, (topic,)):
            partition, offset = stored.place
            before = done.setdefault(partition, Redriven(below=offset))  # what lay before the first has expired
            if not chosen(stored):
                continue
            if offset in before:
                earlier += 1
                continue
            after = before.with_offset(offset)
            metadata = after.metadata()
            if len(metadata) > LONGEST_METADATA:
                raise CommandError(f"too many single letters of {topic.name} were put back: use --all for the rest")
            name = names_of(settings).of(topic)
            await connected.publish_raw(name, stored.record.key, stored.record.value, stored.headers)
            at = TopicPartition(stored.record.topic, partition)
            consumer.assign([at])
            await consumer.commit({at: OffsetAndMetadata(after.below, metadata)})
            done[partition] = after
            put_back += 1
    return Redrive(put_back, earlier)
