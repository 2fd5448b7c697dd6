"""The dead letters as a table."""

import asyncio

import typer

from services.cli.dead_letters.redriven import Redriven
from services.cli.dead_letters.stored import StoredLetter, letters, redriven, topics_called
from services.cli.settings import CliSettings
from services.cli.terminal import print_table
from shared.events.topics import Topic
from shared.settings import Settings


def print_letters(topic: str | None) -> None:
    """Those of one topic, or of all: when, why, from where, and whether they were put back."""
    settings = CliSettings.load()
    found, done = asyncio.run(_read(settings, topics_called(topic, settings)))
    if not found:
        typer.echo("no dead letters")
        return
    rows = (_row(stored, done.get(stored.topic, {})) for stored in found)
    print_table(("topic", "offset", "when", "error", "origin", "state", "reason"), rows)


async def _read(
    settings: Settings, topics: tuple[Topic, ...]
) -> tuple[list[StoredLetter], dict[Topic, dict[int, Redriven]]]:
    found = [stored async for stored in letters(settings, topics)]
    return found, {topic: await redriven(settings, topic) for topic in {stored.topic for stored in found}}


def _row(stored: StoredLetter, done: dict[int, Redriven]) -> tuple[str, ...]:
    partition, offset = stored.place
    state = "put back" if offset in done.get(partition, Redriven()) else "waits"
    if stored.letter is None:
        return (stored.topic.name, f"{partition}:{offset}", "-", "-", "-", state, "nobody wrote down why")
    letter = stored.letter
    origin = f"{letter.topic} {letter.partition}:{letter.offset}"
    when = letter.at.isoformat(" ", "seconds")[:19]
    return (stored.topic.name, f"{partition}:{offset}", when, letter.error, origin, state, letter.reason)
