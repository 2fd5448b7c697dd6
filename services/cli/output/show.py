"""Prints a list, or one thing, as a table for a person or as json, yaml or csv for a program."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from services.cli.options import OutputFormat
from services.cli.output.formats import csv_text, json_text, yaml_text
from services.cli.table import block_lines
from services.cli.terminal import echo, print_table, say, visible, width

Item = Mapping[str, Any]
Columns = Mapping[str, str | Callable[[Any], object]]
"""By title: the name of a field, or a function of the item."""


def show_list(
    items: Iterable[Item],
    columns: Columns,
    output: OutputFormat,
    *,
    empty: str,
    whole: object = None,
    below: Iterable[str] = (),
) -> None:
    """Prints the items; `empty` is said, and `below` stands under the table, for a person only.

    `whole` is what json and yaml print where that is more than the items.
    """
    items = list(items)
    if output is not OutputFormat.TABLE:
        _print_for_programs(items if whole is None else whole, items, output)
        return
    if items:
        print_table(columns, ([_cell(item, column) for column in columns.values()] for item in items))
    else:
        say(empty)
    print_below(below)


def print_below(remarks: Iterable[str]) -> None:
    """Each remark, below a line that sets them apart."""
    for number, remark in enumerate(remarks):
        if number == 0:
            echo("")
        say(remark)


def show_one(item: Item, output: OutputFormat, fields: Columns | None = None) -> None:
    """Prints one thing: for a person a line for each field, or only for `fields`."""
    if output is not OutputFormat.TABLE:
        _print_for_programs(item, [item], output)
        return
    shown = fields or all_but(item)
    for line in block_lines([*shown], [visible(_cell(item, field)) for field in shown.values()], width()):
        echo(line)


def show_each(items: Sequence[Item], output: OutputFormat) -> None:
    """Prints several things whole: for a person each as `show_one` does, with a line between them."""
    if output is not OutputFormat.TABLE:
        _print_for_programs(items, items, output)
        return
    for number, item in enumerate(items):
        if number:
            echo("")
        show_one(item, output)


def all_but(item: Item, *names: str) -> Columns:
    """Every field of a thing except these, for `show_one`."""
    return {name.replace("_", " "): name for name in item if name not in names}


def _print_for_programs(whole: object, rows: Sequence[Item], output: OutputFormat) -> None:
    match output:
        case OutputFormat.CSV:
            echo(csv_text(rows), end="")
        case OutputFormat.YAML:
            echo(yaml_text(whole), end="")
        case _:
            echo(json_text(whole))


def _cell(item: Item, column: str | Callable[[Any], object]) -> str:
    return in_words(item.get(column) if isinstance(column, str) else column(item))


def in_words(value: object) -> str:
    """A field's value for a person."""
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple() if all(isinstance(each, str | int) for each in value):
            return ", ".join(map(str, value)) or "-"
        case Mapping() | list() | tuple():
            return json_text(value, indent=None)
        case _:
            return str(value)
