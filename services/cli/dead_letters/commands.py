"""`mailweave dlq list|show|redrive|discard`."""

from typing import Annotated

import typer

from services.cli.rest import CommandError

TopicName = Annotated[str, typer.Option("--topic", help="A topic, as `raw.fetched`, or its dead letters' name.")]
OneTopicName = Annotated[str | None, typer.Option("--topic", help="Only this topic; default: all.")]
Place = Annotated[str, typer.Option("--offset", help="PARTITION:OFFSET, as `dlq list` shows it.")]


def list_letters(*, topic: OneTopicName = None) -> None:
    """Show what was set aside, why and from where. Needs no REST."""
    from services.cli.dead_letters.listing import print_letters

    print_letters(topic)


def show(
    *, topic: TopicName, offset: Place, full: Annotated[bool, typer.Option(help="Not only the start.")] = False
) -> None:
    """Show one dead letter: headers, reason, value; sealed mail stays sealed. Needs no REST."""
    from services.cli.dead_letters.show import print_letter

    print_letter(topic, offset, full=full)


def redrive_letters(
    *,
    topic: OneTopicName = None,
    offset: Annotated[str | None, typer.Option(help="PARTITION:OFFSET, as `dlq list` shows it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every letter that was not put back yet.")] = False,
) -> None:
    """Put dead letters back to where they came from, as they were; each only once. Needs no REST."""
    if everything == (offset is not None) or (offset is not None and topic is None):
        raise CommandError("give --all, with or without --topic, or --topic NAME --offset PARTITION:OFFSET")
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
