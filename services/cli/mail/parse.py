"""`mailweave parse FILE…`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from services.cli.rest import CommandError

STDIN = "-"


def parse(
    files: Annotated[list[str], typer.Argument(help="Files with one RFC 5322 message each; - is standard input.")],
) -> None:
    """Parse messages: one JSON object a line, the `parsed` event. Needs neither REST, Kafka nor PostgreSQL."""
    from services.parser.offline import json_line

    unreadable = []
    for name in files:
        try:
            raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            unreadable.append(f"{name} ({error.strerror})")
            continue
        typer.echo(json_line(name, raw))
    if unreadable:
        raise CommandError(f"cannot read {', '.join(unreadable)}: give readable files; the others were parsed")
