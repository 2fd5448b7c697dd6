"""How the demo looks on a terminal: a line when a message moves on, a table of every message's way at the end."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.cli.demo.judge import NOTHING, Seen
from services.cli.demo.mail import Planted

STAGES = ("fetched", "parsed", "threaded", "ruled", "answered", "reply received")


def stages_of(seen: Seen) -> tuple[str, ...]:
    """The stages a message has been through, in order."""
    reached = (
        seen.is_fetched,
        seen.mail_id is not None,
        seen.thread_id is not None,
        seen.is_ruled,
        seen.send_state == "sent",
        seen.replies_received > 0,
    )
    return tuple(stage for stage, is_reached in zip(STAGES, reached, strict=True) if is_reached)


def progress(planted: Sequence[Planted], before: Mapping[str, Seen], now: Mapping[str, Seen]) -> list[str]:
    """A line for each message that has moved on since."""
    lines = []
    for message in planted:
        old, new = stages_of(before.get(message.key, NOTHING)), stages_of(now.get(message.key, NOTHING))
        if fresh := [stage for stage in new if stage not in old]:
            lines.append(f"  {message.key:<14} {message.what:<40} {' → '.join(fresh)}")
    return lines


def table(planted: Sequence[Planted], seen: Mapping[str, Seen]) -> Table:
    """Every message's way, as read back."""
    shown = Table(title="What became of every message (read from Postgres, Kafka and the customers' mailboxes)")
    for column in ("message", "account", "parsed subject", "thread", "customer", "rule", "auto-reply", "received back"):
        shown.add_column(column, overflow="fold")
    for message in planted:
        state = seen.get(message.key, NOTHING)
        shown.add_row(
            message.key,
            message.account.partition("@")[0],
            "–" if state.mail_id is None else escape(state.subject or "(none)"),
            (state.thread_id or "–")[:8],
            escape(state.customer or "–"),
            state.answered_by
            or (f"withheld: {state.withheld}" if state.withheld else "no match" if state.is_ruled else "–"),
            state.send_state or "–",
            str(state.replies_received or "–"),
        )
    return shown


def print_table(planted: Sequence[Planted], seen: Mapping[str, Seen]) -> None:
    """Prints it, wide enough to be read in a log file too."""
    console = Console()
    console = console if console.is_terminal else Console(width=180)
    console.print(table(planted, seen))
