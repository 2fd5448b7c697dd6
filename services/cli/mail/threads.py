"""`mailweave threads list|show|close|reopen|archive` and `mailweave customers list|show`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from services.cli.mail.messages import when
from services.cli.options import AccountId, Output, OutputFormat
from services.cli.output.show import Columns, show_list, show_one
from services.cli.rest import rest
from services.cli.terminal import echo, in_minutes, say

Search = Annotated[str | None, typer.Option("--search", help="Words to look for.")]
Most = Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")]


ThreadIds = Annotated[list[UUID], typer.Argument(help="The threads, each by any id that it ever had.")]


class Status(StrEnum):
    """A thread's."""

    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


def list_threads(
    *,
    account_id: AccountId = None,
    status: Annotated[Status | None, typer.Option(help="Only with this status.")] = None,
    customer_id: Annotated[UUID | None, typer.Option(help="Only with this customer.")] = None,
    search: Search = None,
    limit: Most = 20,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show threads, the one with the latest message first."""
    with rest() as client:
        found = client.get(
            "/threads/",
            account_id=account_id,
            status=status.value if status else None,
            customer_id=str(customer_id) if customer_id else None,
            q=search,
            limit=limit,
        )["results"]
    show_list(found, THREAD_COLUMNS, output, empty="no threads")


def show_thread(
    thread_id: Annotated[UUID, typer.Argument(help="The thread, by any id that it ever had.")],
    *,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show a thread and its messages, the earliest first."""
    with rest() as client:
        thread = client.get(f"/threads/{thread_id}/")
        messages = list(client.all(f"/threads/{thread_id}/messages/"))
    if output is not OutputFormat.TABLE:
        show_one({**thread, "messages": messages}, output)
        return
    show_one(thread, output)
    echo("")
    show_list(messages, MESSAGE_COLUMNS, output, empty="no messages")


def close_threads(thread_ids: ThreadIds) -> None:
    """Close threads; the next message that comes in opens its thread again."""
    _set_status(thread_ids, Status.CLOSED)


def reopen_threads(thread_ids: ThreadIds) -> None:
    """Open threads again."""
    _set_status(thread_ids, Status.OPEN)


def archive_threads(thread_ids: ThreadIds) -> None:
    """Archive threads; the next message that comes in opens its thread again."""
    _set_status(thread_ids, Status.ARCHIVED)


def _set_status(thread_ids: Sequence[UUID], status: Status) -> None:
    """A line for each; the first that REST refuses ends it, and those before it are done."""
    with rest() as client:
        for thread_id in thread_ids:
            thread = client.patch(f"/threads/{thread_id}/", {"status": status.value})
            if thread["status"] == status:
                say(f"thread {thread_id} is {status}")
            else:
                say(
                    f"thread {thread_id}: asked for, and it is {thread['status']} still: the threader does it as soon "
                    "as it is up, unless a message has come in meanwhile"
                )


def list_customers(*, search: Search = None, limit: Most = 20, output: Output = OutputFormat.TABLE) -> None:
    """Show customers, the newest first."""
    with rest() as client:
        found = client.get("/customers/", q=search, limit=limit)["results"]
    show_list(found, CUSTOMER_COLUMNS, output, empty="no customers")


def show_customer(
    customer_id: Annotated[UUID, typer.Argument(help="The customer, by the id that `customers list` shows.")],
    *,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show one customer."""
    with rest() as client:
        show_one(client.get(f"/customers/{customer_id}/"), output)


THREAD_COLUMNS: Columns = {
    "thread": "thread_id",
    "account": "account_id",
    "latest": lambda thread: in_minutes(thread["last_message_at"]),
    "messages": "message_count",
    "status": "status",
    "customer": lambda thread: (thread["linked_customer"] or {}).get("name"),
    "subject": "subject",
}
MESSAGE_COLUMNS: Columns = {"message": "id", "when": when, "from": "from_email", "subject": "subject"}
CUSTOMER_COLUMNS: Columns = {"customer": "customer_id", "name": "name", "addresses": "addresses"}
