"""`mailweave accounts polls`."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.options import Account, AccountId, EmailAddress, Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import Document, rest
from services.cli.terminal import in_minutes


class PollStatus(StrEnum):
    """How a poll ended, or that it has not."""

    RUNNING = "running"
    OK = "ok"
    ERROR = "error"


def list_polls(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    status: Annotated[PollStatus | None, typer.Option(help="Only those that ended so.")] = None,
    since: Annotated[str | None, typer.Option(help="That ended after this instant, as 2026-01-31T12:00:00Z.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show an account's polls, the latest first. Polls in a row that ended alike without a message share a line."""
    asked = {"status": status.value if status else None, "since": since, "limit": limit}
    with rest() as client:
        account = client.account(email_address, account_id, which)
        polls = client.results(f"/accounts/{account['id']}/poll-logs/", **asked)
    show_list(polls, COLUMNS, output, empty="no polls", below=_errors(polls))


def _errors(polls: Sequence[Document]) -> Iterator[str]:
    for poll in polls:
        if poll["error_message"]:
            yield f"{in_minutes(poll['finished_at'])}: {poll['error_message']}"


COLUMNS: Columns = {
    "began": lambda poll: in_minutes(poll["started_at"]),
    "ended": lambda poll: in_minutes(poll["finished_at"]) if poll["finished_at"] else "",
    "status": "status",
    "polls": "polls",
    "found": "messages_found",
    "processed": "messages_processed",
}
