"""`mailweave dlq list|show|redrive`."""

import asyncio
import re
from typing import Annotated

import typer

from services.cli.dead_letters.letters import StoredLetter, letters, redriven, topic_called
from services.cli.dead_letters.redrive import Redrive, redrive
from services.cli.dead_letters.redriven import Redriven
from services.cli.dead_letters.show_record import record_lines
from services.cli.rest import CommandError
from services.cli.settings import CliSettings
from services.cli.terminal import print_table
from shared.events.topics import TOPICS, Topic
from shared.settings import Settings

PLACE = re.compile(r"(\d+):(\d+)")
TopicName = Annotated[str, typer.Option("--topic", help="A topic, as `raw.fetched`, or its dead letters' name.")]
OneTopicName = Annotated[str | None, typer.Option("--topic", help="Only this topic; default: all.")]
Place = Annotated[str, typer.Option("--offset", help="PARTITION:OFFSET, as `dlq list` shows it.")]


def list_letters(*, topic: OneTopicName = None) -> None:
    """Show what was set aside, why and from where. Needs no REST."""
    settings = CliSettings.load()
    found, done = asyncio.run(_read(settings, _topics(topic, settings)))
    if not found:
        typer.echo("no dead letters")
        return
    rows = (row_of(stored, done.get(stored.topic, {})) for stored in found)
    print_table(("topic", "offset", "when", "error", "origin", "state", "reason"), rows)


def show(
    *, topic: TopicName, offset: Place, full: Annotated[bool, typer.Option(help="Not only the start.")] = False
) -> None:
    """Show one dead letter: headers, reason, value; sealed mail stays sealed. Needs no REST."""
    settings = CliSettings.load()
    place = place_of(offset)
    found, _ = asyncio.run(_read(settings, _topics(topic, settings)))
    for stored in found:
        if (stored.record.partition, stored.record.offset) == place:
            for line in record_lines(stored, full=full):
                typer.echo(line)
            return
    raise CommandError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")


def redrive_letters(
    *,
    topic: OneTopicName = None,
    offset: Annotated[str | None, typer.Option(help="PARTITION:OFFSET, as `dlq list` shows it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every letter that was not put back yet.")] = False,
) -> None:
    """Put dead letters back to where they came from, as they were; each only once. Needs no REST."""
    if everything == (offset is not None) or (offset is not None and topic is None):
        raise CommandError("give --all, with or without --topic, or --topic NAME --offset PARTITION:OFFSET")
    settings = CliSettings.load()
    place = place_of(offset) if offset is not None else None
    total = Redrive(0, 0)
    for each in _topics(topic, settings):
        done = asyncio.run(redrive(settings, each, lambda stored: place in (None, _place(stored))))
        total = Redrive(total.put_back + done.put_back, total.earlier + done.earlier)
    if place is not None and total == Redrive(0, 0):
        raise CommandError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    typer.echo(f"put back {total.put_back}, already put back earlier {total.earlier}")


def row_of(stored: StoredLetter, done: dict[int, Redriven]) -> tuple[str, ...]:
    """A letter's row of the list."""
    partition, offset = _place(stored)
    state = "put back" if offset in done.get(partition, Redriven()) else "waits"
    if stored.letter is None:
        return (stored.topic.name, f"{partition}:{offset}", "-", "-", "-", state, "nobody wrote down why")
    letter = stored.letter
    origin = f"{letter.topic} {letter.partition}:{letter.offset}"
    when = letter.at.isoformat(" ", "seconds")[:19]
    return (stored.topic.name, f"{partition}:{offset}", when, letter.error, origin, state, letter.reason)


def place_of(text: str) -> tuple[int, int]:
    """Partition and offset as a person writes them."""
    match = PLACE.fullmatch(text)
    if match is None:
        raise CommandError(f"--offset {text}: write PARTITION:OFFSET, as in 0:17")
    return int(match[1]), int(match[2])


def _place(stored: StoredLetter) -> tuple[int, int]:
    return stored.record.partition, stored.record.offset


def _topics(name: str | None, settings: Settings) -> tuple[Topic, ...]:
    return TOPICS if name is None else (topic_called(name, settings),)


async def _read(
    settings: Settings, topics: tuple[Topic, ...]
) -> tuple[list[StoredLetter], dict[Topic, dict[int, Redriven]]]:
    found = [stored async for stored in letters(settings, topics)]
    return found, {topic: await redriven(settings, topic) for topic in {stored.topic for stored in found}}
