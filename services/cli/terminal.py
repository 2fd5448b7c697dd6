"""What goes to a terminal: whole words also in a pipe, and nothing from outside that could act on the terminal."""

import sys
from collections.abc import Iterable

import typer

WIDTH_OF_A_PIPE = 250


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Prints the rows as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(visible(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE).print(table)


def say(line: str) -> None:
    """Prints one line."""
    typer.echo(visible(line))


def visible(text: str) -> str:
    """Every character that is not printable (controls, escapes, direction marks) as its code."""
    return "".join(character if character.isprintable() else _code(character) for character in text)


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode()
