"""`mailweave email-monitor`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from services.cli.health import NO_ACCOUNTS, error_lines, state_of, unlabelled
from services.cli.options import EmailAddress, Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import Document, rest
from services.cli.terminal import in_minutes, in_seconds

LEGEND = (
    "last proof: when it was last shown that new mail would be seen; polls, found and processed: of the last 24 hours; "
    "totals of all time:"
)


def email_monitor(
    *,
    email_address: EmailAddress = None,
    show_errors: Annotated[bool, typer.Option("--show-errors", help="Also the latest errors of each account.")] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show state, proof of freshness, polls, counts and open gaps of every account."""
    with rest() as client:
        picture = client.get("/monitor/", email_address=email_address)
    accounts = picture["accounts"]
    errors = poll_lines(accounts) if show_errors else []
    ailing = error_lines(accounts)
    below = [*ailing, LEGEND, *_totals(picture["totals"]), *gap_lines(accounts), *errors] if accounts else []
    show_list(accounts, COLUMNS, output, empty=NO_ACCOUNTS, whole=picture, below=below)


def _totals(totals: Document) -> Iterator[str]:
    for name, counts in totals.items():
        said = ", ".join(f"{state} {count}" for state, count in counts.items()) or "none"
        yield f"{name.replace('_', ' ')}: {said}"


def _polls(account: Document) -> str:
    failed = f" ({account['failed_polls']} failed)" if account["failed_polls"] else ""
    return f"{account['polls']}{failed}"


COLUMNS: Columns = {
    "id": "account_id",
    "account": "email_address",
    "state": state_of,
    "last proof": lambda account: in_minutes(account["receiving_proof_at"]),
    "polls": _polls,
    "found": "messages_found",
    "processed": "messages_processed",
}


def gap_lines(accounts: list[Document]) -> list[str]:
    """The messages of each account that could not be had yet: why, how often they were asked for, when next."""
    lines = []
    for account in accounts:
        for gap in account["open_gaps"]:
            again = f"again at {in_minutes(gap['next_try_at'])}" if gap["next_try_at"] else "not asked for any more"
            what = f"{account['email_address']}: {gap['folder']} UID {gap['uid']}: {gap['reason']} ({gap['detail']})"
            lines.append(f"{what}; {gap['attempts']} attempts since, {again}")
        if more := account["open_gap_count"] - len(account["open_gaps"]):
            lines.append(f"{account['email_address']}: … and {more} more open gaps")
    return lines


def poll_lines(accounts: list[Document]) -> list[str]:
    """The latest changes of each account's state, then the errors of its latest polls."""
    lines = []
    for account in accounts:
        lines += [
            f"{account['email_address']}: {in_seconds(change['since'])}: {change['from_state'] or 'new'} → "
            f"{change['to_state']}{': ' if change['reason'] else ''}{change['reason']}"
            for change in account["recent_changes"]
        ]
        lines += [
            f"{account['email_address']}: {in_minutes(poll['finished_at'])}: {unlabelled(poll['error_message'])}"
            f" ({poll['polls']} polls)"
            for poll in account["recent_polls"]
            if poll["error_message"]
        ]
    return lines or ["no errors"]
