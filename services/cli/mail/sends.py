"""`mailweave sends list|show|cancel`."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from services.cli.documents import print_document, print_list
from services.cli.options import AccountId, Output, OutputFormat
from services.cli.rest import Document, rest
from services.cli.terminal import say

SendId = Annotated[UUID, typer.Argument(help="The send, by the id that `sends list` shows.")]
COLUMNS = ("send", "account", "asked for", "state", "to", "subject", "reason")


class State(StrEnum):
    """The ledger's states."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


def list_sends(
    *,
    account_id: AccountId = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Only to this address.")] = None,
    since: Annotated[str | None, typer.Option(help="From this instant on, as 2026-01-31T12:00:00Z.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    output: Output = OutputFormat.TEXT,
) -> None:
    """Show sends, the latest first."""
    with rest() as client:
        found = client.get(
            "/sends/",
            account_id=account_id,
            state=state.value if state else None,
            recipient=recipient,
            since=since,
            limit=limit,
        )["results"]
    print_list(found, COLUMNS, map(_row, found), "no sends", output)


def show_send(send_id: SendId, *, output: Output = OutputFormat.TEXT) -> None:
    """Show one send: what became of it for each recipient."""
    with rest() as client:
        send = client.get(f"/sends/{send_id}/")
    if output is OutputFormat.JSON:
        print_document(send, output)
        return
    print_document({name: value for name, value in send.items() if name != "recipients"}, output)
    for one in send["recipients"]:
        say(f"{one['address']}: {one['state']} {one['reason']}".rstrip())


def cancel(send_id: SendId) -> None:
    """Call off what still waits; what is on its way to a server, or was sent, stays as it is."""
    with rest() as client:
        send = client.post(f"/sends/{send_id}/cancel/", {})
    if send["state"] == State.WAITING:
        say(f"send {send_id}: asked for; the sender has not answered, and does it as soon as it is up")
    else:
        called_off = [one["address"] for one in send["recipients"] if one["state"] == State.CANCELLED]
        say(f"send {send_id} is {send['state']}: not sent to {', '.join(called_off)}")


def _row(send: Document) -> tuple[str, ...]:
    return (
        send["send_id"],
        str(send["account_id"]),
        send["created_at"][:16].replace("T", " "),
        send["state"],
        ", ".join(one["address"] for one in send["recipients"]),
        send["subject"],
        send["reason"],
    )
