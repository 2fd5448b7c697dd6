"""Discarding: a letter is marked with a reason, and never put back; its bytes stay where they are."""

from datetime import datetime

from shared.dead_letters.kept import KeptLetter, LetterState, at_place, kept_letters
from shared.dead_letters.notes import LONGEST_REASON, Discard
from shared.dead_letters.stored import LetterError, Place, Stored, names_of, read_stored, redriven_of
from shared.events.topics import Topic
from shared.kafka.publish import publisher
from shared.settings import Settings


async def read_kept(settings: Settings, topics: tuple[Topic, ...]) -> list[KeptLetter]:
    """Every dead letter of these topics, by topic, partition and offset, as people see them."""
    return await with_states(settings, await read_stored(settings, topics))


async def with_states(settings: Settings, stored: Stored) -> list[KeptLetter]:
    """The same of what was read already."""
    put_back = await redriven_of(settings, {letter.topic for letter in stored.letters})
    return kept_letters(stored, {topic.name: partitions for topic, partitions in put_back.items()})


async def discard(settings: Settings, topic: Topic, place: Place, reason: str, by: str, at: datetime) -> KeptLetter:
    """The letter, discarded. Raises LetterError when there is none, or it was put back or discarded already."""
    called = f"{place[0]}:{place[1]} of {topic.name}"
    kept = at_place(await read_kept(settings, (topic,)), place)
    if kept is None:
        raise LetterError(f"there is no dead letter {called}: `mailweave dlq list` shows all")
    if kept.state is not LetterState.WAITS:
        said = f": {kept.discard.reason}" if kept.discard else ""
        raise LetterError(f"dead letter {called} was {kept.state} already{said}")
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words:
        raise LetterError("give a reason: whoever finds the letter later reads it")
    note = Discard(*place, words, by, at)
    name, key = names_of(settings).dlq_of(topic), kept.stored.record.key
    async with publisher(settings) as connected:
        await connected.publish_raw(name, key, note.value(), note.headers())
    return KeptLetter(kept.stored, LetterState.DISCARDED, note, kept.times)
