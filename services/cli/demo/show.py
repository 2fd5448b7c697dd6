"""How the demo looks on a terminal: a line when a message moves on, a table of every message's way at the end."""

from collections.abc import Mapping, Sequence

from services.cli.demo.judge import NOTHING, Seen
from services.cli.demo.mail import Planted
from services.cli.terminal import print_table

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


def row(message: Planted, state: Seen) -> dict[str, str]:
    """A message's way, as it was read back."""
    withheld = f"withheld: {state.withheld}" if state.withheld else "no match" if state.is_ruled else ""
    back = f", {state.replies_received} back" if state.replies_received else ""
    return {
        "message": message.key,
        "subject": "" if state.mail_id is None else state.subject or "(none)",
        "thread": (state.thread_id or "")[:8],
        "customer": state.customer or "",
        "rule": state.answered_by or withheld,
        "answer": f"{state.send_state}{back}" if state.send_state else "",
    }


def print_ways(planted: Sequence[Planted], seen: Mapping[str, Seen]) -> None:
    """Prints every message's way as a table."""
    rows = [row(message, seen.get(message.key, NOTHING)) for message in planted]
    print_table(rows[0], ([cell or "-" for cell in each.values()] for each in rows))
