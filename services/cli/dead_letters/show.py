"""A dead letter as text for a terminal: nothing in it can act on the terminal, nothing is unsealed."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

from services.cli.dead_letters.listing import letter_document
from services.cli.dead_letters.place import place_given
from services.cli.options import OutputFormat
from services.cli.output.show import show_one
from services.cli.settings import CliSettings
from services.cli.terminal import echo, visible
from shared.dead_letters.discard import with_states
from shared.dead_letters.kept import KeptLetter, LetterState, at_place
from shared.dead_letters.stored import LetterError, Place, StoredLetter, read_stored, topics_called

SHOWN_CHARACTERS = 2000


def print_letter(topic: str, offset: str, *, full: bool, output: OutputFormat) -> None:
    """The letter at PARTITION:OFFSET of a topic."""
    kept = asyncio.run(_letter_at(topic, place_given(offset)))
    if kept is None:
        raise LetterError(f"there is no dead letter {offset} of {topic}: `mailweave dlq list` shows all")
    if output is not OutputFormat.TABLE:
        show_one(record_document(kept), output)
        return
    for line in record_lines(kept.stored, full=full):
        echo(line)


async def _letter_at(topic: str, place: Place) -> KeptLetter | None:
    settings = CliSettings.load()
    stored = await read_stored(settings, topics_called(topic, settings))
    there = next((letter for letter in stored.letters if letter.place == place), None)
    if there is None:
        return None
    # One that was put back and set aside again is listed at its new place only; it is still here.
    return at_place(await with_states(settings, stored), place) or KeptLetter(there, LetterState.PUT_BACK)


def record_document(kept: KeptLetter) -> dict[str, Any]:
    """All of it for a program; the value also byte for byte."""
    record, headers = kept.stored.record, kept.stored.headers
    return {
        **letter_document(kept),
        "key": _text(record.key),
        "headers": [{"name": name, "value": _text(content)} for name, content in headers],
        "value": _text(record.value),
        "value_base64": None if record.value is None else base64.b64encode(record.value).decode(),
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
    sealed = " (sealed mail stays sealed)" if stored.topic.is_sealed and record.value else ""
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
