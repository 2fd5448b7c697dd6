"""The dead letters as a list."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.cli.options import OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.settings import CliSettings
from services.cli.terminal import in_minutes
from services.cli.waiting import listed
from shared.dead_letters.discard import read_kept
from shared.dead_letters.kept import KeptLetter, LetterState
from shared.dead_letters.stored import topics_called


def print_letters(topic: str | None, output: OutputFormat, *, wait: bool = False, timeout_s: float = 0) -> None:
    """Those of one topic, or of all: when, from where, what became of them; below the table why."""
    settings = CliSettings.load()
    topics = topics_called(topic, settings)

    def look() -> list[dict[str, Any]]:
        kept = asyncio.run(read_kept(settings, topics))
        is_awaited = not wait or any(each.state is LetterState.WAITS for each in kept)
        return [letter_document(each) for each in kept] if is_awaited else []

    letters = listed(look, wait=wait, timeout_s=timeout_s, what="dead letter")
    show_list(letters, COLUMNS, output, empty="no dead letters", below=_reasons(letters))


def letter_document(kept: KeptLetter) -> dict[str, Any]:
    """Where it lies, why, from where, and what became of it."""
    stored, letter, discard = kept.stored, kept.stored.letter, kept.discard
    partition, offset = stored.place
    return {
        "topic": stored.topic.name,
        "offset": f"{partition}:{offset}",
        "state": kept.state.value,
        "times": kept.times,
        "set_aside_at": letter and letter.at.isoformat(),
        "service": letter and letter.service,
        "attempts": letter and letter.attempts,
        "error": letter.error if letter else "unknown",
        "reason": letter.reason if letter else "nobody wrote down why",
        "origin": f"{letter.topic} {letter.partition}:{letter.offset}" if letter else None,
        "discarded_at": discard and discard.at.isoformat(),
        "discarded_because": discard and discard.reason,
    }


def _state(letter: Mapping[str, Any]) -> str:
    return letter["state"] if letter["times"] == 1 else f"{letter['state']}, set aside {letter['times']} times"


def _reasons(letters: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Why, once for all letters of a topic that have it in common."""
    places: dict[tuple[str, str], list[str]] = {}
    for each in letters:
        because = each["discarded_because"]
        reason = f"{each['error']}: {each['reason']}" + (f" (discarded: {because})" if because else "")
        places.setdefault((each["topic"], reason), []).append(each["offset"])
    for (topic, reason), offsets in places.items():
        yield f"{topic} {' '.join(offsets)}: {reason}"


COLUMNS: Columns = {
    "topic": "topic",
    "offset": "offset",
    "when": lambda letter: in_minutes(letter["set_aside_at"] or "-"),
    "origin": "origin",
    "state": _state,
}
