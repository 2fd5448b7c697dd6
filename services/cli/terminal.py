"""What goes to a terminal: whole words, also in a pipe, and nothing from outside that could act on the terminal."""

import shutil
import sys
from collections.abc import Iterable

import typer

from services.cli.table import table_lines, wrapped


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Prints the rows as a table that fits the terminal; in a pipe every row is one line."""
    for line in table_lines([*columns], [[visible(cell) for cell in row] for row in rows], width()):
        typer.echo(line)


def width() -> int | None:
    """How many columns the terminal has; None where there is none, whatever a program before left in COLUMNS."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def in_minutes(instant: str | None) -> str:
    """An instant of REST for a table: the zone is UTC."""
    return (instant or "never")[:16].replace("T", " ")


def in_seconds(instant: str | None) -> str:
    """The same to the second, for a line."""
    return (instant or "never")[:19].replace("T", " ")


def say(line: str) -> None:
    """Prints one line; on a terminal what is longer goes on below it, between words."""
    columns = width()
    for each in wrapped(visible(line), columns) if columns else [visible(line)]:
        typer.echo(each)


def echo(text: str, *, end: str = "\n") -> None:
    """Prints what is visible already."""
    typer.echo(text, nl=bool(end))


def visible(text: str) -> str:
    """Every character that is not printable (controls, escapes, direction marks) as its code."""
    return "".join(character if character.isprintable() else _code(character) for character in text)


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode()
