"""A dead letter as text for a terminal: nothing in it can act on the terminal, nothing is unsealed."""

import asyncio
from collections.abc import Iterator

import typer

from services.cli.settings import CliSettings
from services.cli.terminal import visible
from shared.dead_letters.stored import LetterError, Place, StoredLetter, place_called, read_stored, topics_called
from shared.events.topics import RAW_FETCHED

SHOWN_CHARACTERS = 2000


def print_letter(topic: str, offset: str, *, full: bool) -> None:
    """The letter at PARTITION:OFFSET of a topic."""
    place = place_called(offset)
    found = asyncio.run(_letters_at(topic, place))
    if not found:
        raise LetterError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    for line in record_lines(found[0], full=full):
        typer.echo(line)


async def _letters_at(topic: str, place: Place) -> list[StoredLetter]:
    settings = CliSettings.load()
    stored = await read_stored(settings, topics_called(topic, settings))
    return [letter for letter in stored.letters if letter.place == place]


def record_lines(stored: StoredLetter, *, full: bool = False) -> Iterator[str]:
    """Where it lies, why it was set aside, and the original record."""
    record, letter = stored.record, stored.letter
    yield f"dead letter  {record.topic} {record.partition}:{record.offset}"
    if letter is not None:
        yield f"error        {visible(letter.error)}: {visible(letter.reason)}"
        yield f"origin       {visible(letter.topic)} {letter.partition}:{letter.offset}"
        yield f"set aside    {letter.at.isoformat()} by {visible(letter.service)} after {letter.attempts} attempts"
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
