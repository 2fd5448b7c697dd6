"""`mailweave threads list|show` and `mailweave customers list|show`."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from services.cli.documents import print_document, print_list
from services.cli.options import AccountId, Output, OutputFormat
from services.cli.rest import Document, rest
from services.cli.terminal import print_table

Search = Annotated[str | None, typer.Option("--search", help="Words to look for.")]
Most = Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")]


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
    output: Output = OutputFormat.TEXT,
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
    columns = ("thread", "account", "latest", "messages", "status", "customer", "subject")
    print_list(found, columns, map(_thread_row, found), "no threads", output)


def show_thread(
    thread_id: Annotated[UUID, typer.Argument(help="The thread, by any id that it ever had.")],
    *,
    output: Output = OutputFormat.TEXT,
) -> None:
    """Show a thread and its messages, the earliest first."""
    with rest() as client:
        thread = client.get(f"/threads/{thread_id}/")
        messages = list(client.all(f"/threads/{thread_id}/messages/"))
    if output is OutputFormat.JSON:
        print_document({**thread, "messages": messages}, output)
        return
    print_document(thread, output)
    print_table(("message", "when", "from", "subject"), map(_message_row, messages))


def list_customers(*, search: Search = None, limit: Most = 20, output: Output = OutputFormat.TEXT) -> None:
    """Show customers, the newest first."""
    with rest() as client:
        found = client.get("/customers/", q=search, limit=limit)["results"]
    rows = ((one["customer_id"], one["name"], ", ".join(one["addresses"])) for one in found)
    print_list(found, ("customer", "name", "addresses"), rows, "no customers", output)


def show_customer(
    customer_id: Annotated[UUID, typer.Argument(help="The customer, by the id that `customers list` shows.")],
    *,
    output: Output = OutputFormat.TEXT,
) -> None:
    """Show one customer."""
    with rest() as client:
        print_document(client.get(f"/customers/{customer_id}/"), output)


def _thread_row(thread: Document) -> tuple[str, ...]:
    return (
        thread["thread_id"],
        str(thread["account_id"]),
        thread["last_message_at"][:16].replace("T", " "),
        str(thread["message_count"]),
        thread["status"],
        (thread["linked_customer"] or {}).get("name", "-"),
        thread["subject"],
    )


def _message_row(message: Document) -> tuple[str, ...]:
    when = message["received_at"] or message["sent_at"] or ""
    return (message["id"], when[:16].replace("T", " "), message["from_email"], message["subject"])
