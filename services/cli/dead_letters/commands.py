"""`mailweave dlq list|show|redrive|discard`."""

from typing import Annotated

import typer

from services.cli.options import Output, OutputFormat, TimeoutS
from services.cli.rest import UsageError

TopicName = Annotated[str, typer.Option("--topic", help="A topic, as `raw.fetched`, or its dead letters' name.")]
OneTopicName = Annotated[str | None, typer.Option("--topic", help="Only this topic; default: all.")]
PLACE = typer.Option("--offset", metavar="PARTITION:OFFSET", help="Which letter, as `dlq list` shows it: 0:17.")
Place = Annotated[str, PLACE]
OptionalPlace = Annotated[str | None, PLACE]


def list_letters(
    *,
    topic: OneTopicName = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until one waits to be put back or discarded.")] = False,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show what was set aside, why and from where. Needs no REST."""
    from services.cli.dead_letters.listing import print_letters

    print_letters(topic, output, wait=wait, timeout_s=timeout_s)


def show(
    *,
    topic: TopicName,
    offset: Place,
    full: Annotated[bool, typer.Option("--full", help="Not only the start.")] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show one dead letter: headers, reason, value; sealed mail stays sealed. Needs no REST."""
    from services.cli.dead_letters.show import print_letter

    print_letter(topic, offset, full=full, output=output)


def redrive_letters(
    *,
    topic: OneTopicName = None,
    offset: OptionalPlace = None,
    everything: Annotated[bool, typer.Option("--all", help="Every letter that was not put back yet.")] = False,
) -> None:
    """Put dead letters back to where they came from, as they were; each only once. Needs no REST."""
    if everything == (offset is not None) or (offset is not None and topic is None):
        raise UsageError("give --all, with or without --topic, or --topic NAME --offset PARTITION:OFFSET")
    from services.cli.dead_letters.change import redrive_topics

    done = redrive_topics(topic, offset)
    discarded = f", discarded {done.discarded}" if done.discarded else ""
    typer.echo(f"put back {done.put_back}, already put back earlier {done.earlier}{discarded}")


def discard_letter(
    *,
    topic: TopicName,
    offset: Place,
    reason: Annotated[str, typer.Option(help="Why nobody will need it; kept with the letter.")],
) -> None:
    """Mark one dead letter as not needed: it is never put back, its bytes and the reason are kept. Needs no REST."""
    from services.cli.dead_letters.change import discard_one

    discard_one(topic, offset, reason)
    typer.echo(f"discarded {offset} of {topic}: `mailweave dlq show` still has it")
