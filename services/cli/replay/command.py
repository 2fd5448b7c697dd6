"""`mailweave replay`."""

from enum import StrEnum
from typing import Annotated

import typer


class ReplayedTopic(StrEnum):
    """Topics that a replay can start from."""

    RAW_FETCHED = "raw.fetched"


class Start(StrEnum):
    """Where in the topic a replay begins."""

    EARLIEST = "earliest"


def replay(
    *,
    into: Annotated[str, typer.Option(help="Schema for the new projections; it must not exist yet.")],
    topic: Annotated[ReplayedTopic, typer.Option(help="The topic that is read again.")] = ReplayedTopic.RAW_FETCHED,
    start: Annotated[Start, typer.Option("--from", help="Where in the topic to begin.")] = Start.EARLIEST,
    do_compare: Annotated[
        bool,
        typer.Option("--compare/--no-compare", help="Then compare with the live projections; exit 1 if they differ."),
    ] = False,
) -> int:
    """Run the whole history through today's code into another schema; nothing is sent, nothing live is changed."""
    from services.cli.replay.run import run

    return run(into, source=f"{topic.value} from {start.value}", do_compare=do_compare)
