"""Dead letters go back to where they came from: key, headers and value byte for byte, each once."""

from collections.abc import Callable
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.structs import OffsetAndMetadata

from shared.dead_letters.redriven import LONGEST_METADATA, Redriven
from shared.dead_letters.stored import LetterError, StoredLetter, names_of, read_stored, redrive_group, redriven
from shared.events.topics import Topic
from shared.kafka.clients import reader
from shared.kafka.publish import publisher
from shared.settings import Settings

Chosen = Callable[[StoredLetter], bool]


@dataclass(frozen=True, slots=True)
class Redrive:
    """What a redrive did; what was put back earlier or discarded is passed over."""

    put_back: int = 0
    earlier: int = 0
    discarded: int = 0

    def __add__(self, other: "Redrive") -> "Redrive":
        return Redrive(self.put_back + other.put_back, self.earlier + other.earlier, self.discarded + other.discarded)


async def redrive(settings: Settings, topic: Topic, chosen: Chosen) -> Redrive:
    """Puts the chosen letters back, each acknowledged, then written down."""
    stored = await read_stored(settings, (topic,))
    total = Redrive()
    if not stored.letters:
        return total
    done = await redriven(settings, topic)
    async with (
        publisher(settings) as connected,
        reader(settings, redrive_group(settings, topic)) as consumer,
    ):
        for letter in stored.letters:
            partition, offset = letter.place
            before = done.setdefault(partition, Redriven(below=offset))  # what lay before the first has expired
            if not chosen(letter):
                continue
            if stored.discard_of(letter):
                total += Redrive(discarded=1)
                continue
            if offset in before:
                total += Redrive(earlier=1)
                continue
            after = before.with_offset(offset)
            metadata = after.metadata()
            if len(metadata) > LONGEST_METADATA:
                raise LetterError(f"too many single letters of {topic.name} were put back: use --all for the rest")
            record = letter.record
            await connected.publish_raw(names_of(settings).of(topic), record.key, record.value, letter.headers)
            at = TopicPartition(record.topic, partition)
            consumer.assign([at])
            await consumer.commit({at: OffsetAndMetadata(after.below, metadata)})
            done[partition] = after
            total += Redrive(put_back=1)
    return total
