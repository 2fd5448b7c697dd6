"""`mailweave email-monitor`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from services.cli.health import NO_ACCOUNTS, receiving_lines, receiving_of, sends_well, unlabelled
from services.cli.options import EmailAddress, Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import Document, rest
from services.cli.terminal import in_minutes, in_seconds
from shared.provider_limits import IMPORT_SHARE, MEGABYTE

LEGEND = (
    "last proof: when it was last shown that new mail would be seen; polls, found, processed: of the last 24 hours; "
    "totals of all time:"
)


def email_monitor(
    *,
    email_address: EmailAddress = None,
    show_errors: Annotated[bool, typer.Option("--show-errors", help="Also the latest errors of each account.")] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show how receiving and sending fare, proof of freshness, polls, counts and open gaps of every account."""
    with rest() as client:
        picture = client.get("/monitor/", email_address=email_address)
    accounts = picture["accounts"]
    errors = poll_lines(accounts) if show_errors else []
    plans = next_poll_lines(accounts) if show_errors or email_address else []
    receiving = [line for account in accounts for line in receiving_lines(account)]
    ailing = [*receiving, *canary_lines(accounts), *sending_lines(accounts), *budget_lines(accounts)]
    ailing += [*gap_lines(accounts), *errors]
    below = [LEGEND, *_totals(picture["totals"]), *plans, *ailing] if accounts else []
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
    "receiving": receiving_of,
    "sending": lambda account: account["sending_state"] or "not yet",
    "last proof": lambda account: in_minutes(account["receiving_proof_at"]),
    "polls": _polls,
    "found, processed": lambda account: f"{account['messages_found']}, {account['messages_processed']}",
}


def canary_lines(accounts: list[Document]) -> list[str]:
    """Of each account whose latest canary was not sent or not seen: what is known of it."""
    return [f"{account['email_address']}: {account['canary_said']}" for account in accounts if account["canary_said"]]


def sending_lines(accounts: list[Document]) -> list[str]:
    """Of each account that cannot send now: since when, why, and when it is tried again."""
    lines = []
    for account in accounts:
        if not sends_well(account):
            again = account["sending_next_try_at"]
            lines.append(
                f"{account['email_address']}: sending is {account['sending_state']} "
                f"since {in_minutes(account['sending_since'])}: {unlabelled(account['sending_reason'])}"
                f"{f'; again at {in_minutes(again)}' if again else ''}"
            )
    return lines


def next_poll_lines(accounts: list[Document]) -> list[str]:
    """When each account is polled next by itself, and how often just now."""
    lines = []
    for account in accounts:
        if at := account["next_poll_at"]:
            often = f"every {account['poll_interval_s']:.0f} s just now"
            how = "its server tells what comes, a poll only checks" if account["is_pushed"] else often
            lines.append(f"{account['email_address']}: next poll at {in_seconds(at)}; {how}")
    return lines


def budget_lines(accounts: list[Document]) -> list[str]:
    """Of each account that has used up what imports may download in a day: how much of the whole it has."""
    lines = []
    for account in accounts:
        used_mb, day_mb = account["downloaded_bytes"] / MEGABYTE, account["download_budget_mb"]
        if day_mb and used_mb >= IMPORT_SHARE * day_mb:
            what = f"{used_mb:,.0f} of {day_mb:,} MB of a day's download budget are used"
            lines.append(f"{account['email_address']}: {what}; imports wait from {IMPORT_SHARE:.0%} on")
    return lines


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
