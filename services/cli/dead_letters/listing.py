"""The dead letters as a list."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.cli.dead_letters.redriven import Redriven
from services.cli.dead_letters.stored import StoredLetter, letters, redriven_of, topics_called
from services.cli.options import OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.settings import CliSettings
from services.cli.terminal import in_minutes
from shared.events.topics import Topic
from shared.settings import Settings

COLUMNS: Columns = {
    "topic": "topic",
    "offset": "offset",
    "when": lambda letter: in_minutes(letter["set_aside_at"] or "-"),
    "origin": "origin",
    "state": "state",
}


def print_letters(topic: str | None, output: OutputFormat) -> None:
    """Those of one topic, or of all: when, from where, whether they were put back; below the table why."""
    settings = CliSettings.load()
    found, done = asyncio.run(_read(settings, topics_called(topic, settings)))
    listed = [letter_document(stored, done.get(stored.topic, {})) for stored in found]
    show_list(listed, COLUMNS, output, empty="no dead letters", below=_reasons(listed))


async def _read(
    settings: Settings, topics: tuple[Topic, ...]
) -> tuple[list[StoredLetter], dict[Topic, dict[int, Redriven]]]:
    found = [stored async for stored in letters(settings, topics)]
    return found, await redriven_of(settings, {stored.topic for stored in found})


def _reasons(listed: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Why, once for all letters of a topic that have it in common."""
    places: dict[tuple[str, str], list[str]] = {}
    for each in listed:
        places.setdefault((each["topic"], f"{each['error']}: {each['reason']}"), []).append(each["offset"])
    for (topic, reason), offsets in places.items():
        yield f"{topic} {' '.join(offsets)}: {reason}"


def letter_document(stored: StoredLetter, done: Mapping[int, Redriven]) -> dict[str, Any]:
    """Where it lies, why, from where, and whether it was put back."""
    partition, offset = stored.place
    letter = stored.letter
    return {
        "topic": stored.topic.name,
        "offset": f"{partition}:{offset}",
        "state": "put back" if offset in done.get(partition, Redriven()) else "waits",
        "set_aside_at": letter and letter.at.isoformat(),
        "service": letter and letter.service,
        "attempts": letter and letter.attempts,
        "error": letter.error if letter else "unknown",
        "reason": letter.reason if letter else "nobody wrote down why",
        "origin": f"{letter.topic} {letter.partition}:{letter.offset}" if letter else None,
    }
