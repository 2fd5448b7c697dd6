"""Putting dead letters back, and discarding them."""

import asyncio

from services.cli.dead_letters.place import place_given
from services.cli.settings import CliSettings
from shared.clock import SystemClock
from shared.dead_letters.discard import discard
from shared.dead_letters.redrive import Redrive, redrive
from shared.dead_letters.stored import LetterError, topics_called

BY = "mailweave dlq discard"


def redrive_topics(topic: str | None, offset: str | None) -> Redrive:
    """Puts back the letters of one topic, or of all; only the one at PARTITION:OFFSET where that is given."""
    settings = CliSettings.load()
    place = place_given(offset) if offset is not None else None
    total = Redrive()
    for each in topics_called(topic, settings):
        total += asyncio.run(redrive(settings, each, lambda stored: place in (None, stored.place)))
    if place is not None and total == Redrive():
        raise LetterError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    return total


def discard_one(topic: str, offset: str, reason: str) -> None:
    """Marks the letter at PARTITION:OFFSET of a topic."""
    settings = CliSettings.load()
    place = place_given(offset)
    (named,) = topics_called(topic, settings)
    asyncio.run(discard(settings, named, place, reason, BY, SystemClock().now()))
