"""`mailweave sends list|show|cancel`."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

import typer

from services.cli.options import AccountId, Output, OutputFormat, TimeoutS
from services.cli.output.show import Columns, all_but, print_below, show_list, show_one
from services.cli.rest import Document, rest
from services.cli.terminal import in_minutes, say
from services.cli.waiting import Wait, listed

SendId = Annotated[UUID, typer.Argument(help="The send, by the id that `sends list` shows.")]


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
    EXPIRED = "expired"


def list_sends(
    *,
    account_id: AccountId = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Only to this address.")] = None,
    since: Annotated[str | None, typer.Option(help="From this instant on, as 2026-01-31T12:00:00Z.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    wait: Wait = False,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show sends, the latest first."""
    which = {
        "account_id": account_id,
        "state": state.value if state else None,
        "recipient": recipient,
        "since": since,
        "limit": limit,
    }
    with rest() as client:
        look = partial(client.results, "/sends/", **which)
        found = listed(look, wait=wait, timeout_s=timeout_s, what="send")
    show_list(found, COLUMNS, output, empty="no sends", below=_reasons(found))


def show_send(send_id: SendId, *, output: Output = OutputFormat.TABLE) -> None:
    """Show one send: what became of it for each recipient."""
    with rest() as client:
        send = client.get(f"/sends/{send_id}/")
    show_one(send, output, all_but(send, "recipients"))
    if output is OutputFormat.TABLE:
        print_below(f"{one['address']}: {one['state']} {one['reason']}".rstrip() for one in send["recipients"])


def cancel(send_id: SendId) -> None:
    """Call off what still waits; what is on its way to a server, or was sent, stays as it is."""
    with rest() as client:
        send = client.post(f"/sends/{send_id}/cancel/", {})
    if send["state"] == State.WAITING:
        say(f"send {send_id}: asked for; the sender has not answered, and does it as soon as it is up")
    else:
        called_off = [one["address"] for one in send["recipients"] if one["state"] == State.CANCELLED]
        say(f"send {send_id} is {send['state']}: not sent to {', '.join(called_off)}")


def _reasons(sends: Iterable[Document]) -> Iterator[str]:
    """Why a send is not sent; what a server says to one that is, `sends show` tells."""
    not_sent = (send for send in sends if send["reason"] and send["state"] != State.SENT)
    return (f"{send['send_id']}: {send['reason']}" for send in not_sent)


COLUMNS: Columns = {
    "send": "send_id",
    "account": "account_id",
    "asked for": lambda send: in_minutes(send["created_at"]),
    "state": "state",
    "to": lambda send: [one["address"] for one in send["recipients"]],
    "subject": "subject",
}
