"""One thing that REST shows, as a person or a program reads it."""

import json
from collections.abc import Iterable, Sequence

import typer

from services.cli.options import OutputFormat
from services.cli.rest import Document
from services.cli.terminal import print_table, say


def print_document(document: Document, output: OutputFormat) -> None:
    """Each field in a line, or the document as JSON."""
    if output is OutputFormat.JSON:
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    width = max(map(len, document))
    for name, value in document.items():
        say(f"{name:<{width}}  {_said(value)}")


def print_list(
    documents: Sequence[Document],
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    empty: str,
    output: OutputFormat,
) -> None:
    """A row each, or the documents as JSON; `empty` says what to do when there are none."""
    if output is OutputFormat.JSON:
        typer.echo(json.dumps(documents, indent=2, ensure_ascii=False))
    elif not documents:
        say(empty)
    else:
        print_table(columns, rows)


def _said(value: object) -> str:
    match value:
        case None | "" | []:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
