"""`mailweave email-monitor`."""

import json
from typing import Annotated

import typer

from services.cli.options import EmailAddress, Output, OutputFormat
from services.cli.rest import Document, rest
from services.cli.terminal import print_table, say

COLUMNS = ("id", "account", "status", "health", "last good poll", "polls 24 h", "found", "processed")


def email_monitor(
    *,
    email_address: EmailAddress = None,
    show_errors: Annotated[bool, typer.Option("--show-errors", help="Also the latest errors of each account.")] = False,
    output: Output = OutputFormat.TEXT,
) -> None:
    """Show health, polls, counts and open gaps of every account."""
    with rest() as client:
        picture = client.get("/monitor/", email_address=email_address)
    if output is OutputFormat.JSON:
        typer.echo(json.dumps(picture, indent=2, ensure_ascii=False))
        return
    if not picture["accounts"]:
        say("there are no accounts yet: `mailweave accounts add --help`")
        return
    print_table(COLUMNS, map(_row, picture["accounts"]))
    for name, counts in picture["totals"].items():
        said = ", ".join(f"{state} {count}" for state, count in counts.items()) or "none"
        say(f"{name.replace('_', ' ')}: {said}")
    for line in gap_lines(picture["accounts"]):
        say(line)
    if show_errors:
        for line in error_lines(picture["accounts"]):
            say(line)


def _row(account: Document) -> tuple[str, ...]:
    failed = f" ({account['failed_polls']} failed)" if account["failed_polls"] else ""
    return (
        str(account["account_id"]),
        account["email_address"],
        account["status"],
        {None: "not polled yet", True: "ok", False: "failing"}[account["is_healthy"]],
        (account["last_good_poll_at"] or "never")[:19].replace("T", " "),
        f"{account['polls']}{failed}",
        str(account["messages_found"]),
        str(account["messages_processed"]),
    )


def gap_lines(accounts: list[Document]) -> list[str]:
    """The messages of each account that could not be had yet: why, how often they were asked for, when next."""
    lines = []
    for account in accounts:
        for gap in account["open_gaps"]:
            again = f"again at {gap['next_try_at'][:19]}" if gap["next_try_at"] else "not asked for any more"
            what = f"{account['email_address']}: {gap['folder']} UID {gap['uid']}: {gap['reason']} ({gap['detail']})"
            lines.append(f"{what}; {gap['attempts']} attempts since, {again}")
        if more := account["open_gap_count"] - len(account["open_gaps"]):
            lines.append(f"{account['email_address']}: … and {more} more open gaps")
    return lines


def error_lines(accounts: list[Document]) -> list[str]:
    """The present error of each account, then those of its latest polls."""
    lines = []
    for account in accounts:
        if account["is_healthy"] is False:
            lines.append(f"{account['email_address']}: now: {account['last_error_message']}")
        lines += [
            f"{account['email_address']}: {poll['finished_at'][:19]}: {poll['error_message']} ({poll['polls']} polls)"
            for poll in account["recent_polls"]
            if poll["error_message"]
        ]
    return lines or ["no errors"]
