"""The dead letters as a table."""

import asyncio

import typer

from services.cli.settings import CliSettings
from services.cli.terminal import print_table
from shared.dead_letters.discard import read_kept
from shared.dead_letters.kept import KeptLetter
from shared.dead_letters.stored import topics_called


def print_letters(topic: str | None) -> None:
    """Those of one topic, or of all: when, why, from where, and whether they were put back."""
    settings = CliSettings.load()
    found = asyncio.run(read_kept(settings, topics_called(topic, settings)))
    if not found:
        typer.echo("no dead letters")
        return
    print_table(("topic", "offset", "when", "error", "origin", "state", "reason"), map(_row, found))


def _row(kept: KeptLetter) -> tuple[str, ...]:
    stored = kept.stored
    partition, offset = stored.place
    state = kept.state if kept.times == 1 else f"{kept.state}, set aside {kept.times} times"
    note = f" (discarded: {kept.discard.reason})" if kept.discard else ""
    if stored.letter is None:
        return (stored.topic.name, f"{partition}:{offset}", "-", "-", "-", state, f"nobody wrote down why{note}")
    letter = stored.letter
    origin = f"{letter.topic} {letter.partition}:{letter.offset}"
    when = letter.at.isoformat(" ", "seconds")[:19]
    return (stored.topic.name, f"{partition}:{offset}", when, letter.error, origin, state, f"{letter.reason}{note}")
