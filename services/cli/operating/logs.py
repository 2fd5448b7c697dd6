"""`mailweave logs --message ID`: one message's way through the services, from the logs of this machine."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import Folder
from services.cli.terminal import say

_AT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_CORRELATION = re.compile(r"""correlation_id(?:=|": ")([0-9a-f-]{36})""")


def logs(
    message: Annotated[str, typer.Option(help="Its mail_id, send_id, thread_id or correlation_id, as in REST.")],
    *,
    folder: Folder = None,
) -> int:
    """Show what the services of this machine logged about one message, in the order in which it happened.

    Reads logs/ in the folder of `mailweave up`; needs no service. Lines that a busy second left out are not there.
    """
    from services.cli.settings import CliSettings

    place = (folder or CliSettings.load().data_dir) / "logs"
    found = way_of(message.strip().lower(), sorted(place.glob("*.log*")))
    for line in found:
        say(line)
    if not found:
        typer.echo(
            f"mailweave: no line in {place} is about {message}: is the id whole, and did its services run here "
            "(--folder)? Where logs are collected elsewhere, search there for the id",
            err=True,
        )
    return 0 if found else 1


def way_of(wanted: str, files: Iterable[Path]) -> list[str]:
    """The lines with this id or with the correlation id of one that has it, by time."""
    files = list(files)
    named = [line for line in _lines(files) if wanted in line]
    ids = {wanted, *(found for line in named for found in _CORRELATION.findall(line))}
    return sorted((line for line in _lines(files) if any(each in line for each in ids)), key=_at)


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        with file.open(errors="replace") as opened:
            yield from (line.rstrip("\n") for line in opened)


def _at(line: str) -> str:
    found = _AT.search(line)
    return found.group() if found else ""
