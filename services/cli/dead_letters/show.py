"""A dead letter as text for a terminal: nothing in it can act on the terminal, nothing is unsealed."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

from services.cli.dead_letters.listing import letter_document
from services.cli.dead_letters.redriven import Redriven
from services.cli.dead_letters.stored import StoredLetter, letters, place_called, redriven, topics_called
from services.cli.options import OutputFormat
from services.cli.output.show import show_one
from services.cli.rest import CommandError
from services.cli.settings import CliSettings
from services.cli.terminal import echo, visible
from shared.events.topics import RAW_FETCHED

SHOWN_CHARACTERS = 2000


def print_letter(topic: str, offset: str, *, full: bool, output: OutputFormat) -> None:
    """The letter at PARTITION:OFFSET of a topic."""
    place = place_called(offset)
    found = asyncio.run(_letters_at(topic, place))
    if not found:
        raise CommandError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    ((stored, done),) = found
    if output is not OutputFormat.TABLE:
        show_one(record_document(stored, done), output)
        return
    for line in record_lines(stored, full=full):
        echo(line)


async def _letters_at(topic: str, place: tuple[int, int]) -> list[tuple[StoredLetter, dict[int, Redriven]]]:
    settings = CliSettings.load()
    topics = topics_called(topic, settings)
    found = [stored async for stored in letters(settings, topics) if stored.place == place]
    return [(stored, await redriven(settings, stored.topic)) for stored in found]


def record_document(stored: StoredLetter, done: dict[int, Redriven]) -> dict[str, Any]:
    """All of it for a program; the value also byte for byte."""
    value = stored.record.value
    return {
        **letter_document(stored, done),
        "key": _text(stored.record.key),
        "headers": [{"name": name, "value": _text(content)} for name, content in stored.headers],
        "value": _text(value),
        "value_base64": None if value is None else base64.b64encode(value).decode(),
    }


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode(errors="backslashreplace")


def record_lines(stored: StoredLetter, *, full: bool = False) -> Iterator[str]:
    """Where it lies, why it was set aside, and the original record."""
    record, letter = stored.record, stored.letter
    yield f"dead letter  {record.topic} {record.partition}:{record.offset}"
    if letter is not None:
        yield f"error        {visible(letter.error)}: {visible(letter.reason)}"
        yield f"origin       {visible(letter.topic)} {letter.partition}:{letter.offset}"
        yield f"set aside    {letter.at.isoformat()} by {visible(letter.service)} after {letter.tries}"
    yield f"key          {shown(record.key, full=full)}"
    for name, value in stored.headers:
        yield f"header       {visible(name)} = {shown(value, full=full)}"
    sealed = " (sealed mail stays sealed)" if stored.topic is RAW_FETCHED and record.value else ""
    yield f"value        {len(record.value or b'')} bytes{sealed}"
    yield f"             {shown(record.value, full=full)}"


def shown(content: bytes | None, *, full: bool) -> str:
    """Bytes as visible text; the start of it unless all is wanted."""
    if content is None:
        return "(null)"
    text = visible(content.decode(errors="backslashreplace"))
    if full or len(text) <= SHOWN_CHARACTERS:
        return text
    return f"{text[:SHOWN_CHARACTERS]}… ({len(text) - SHOWN_CHARACTERS} more characters: --full)"
