"""`mailweave poll-emails`."""

from datetime import datetime
from typing import Annotated

import typer

from services.cli.options import AccountId, EmailAddress, TimeoutS
from services.cli.rest import CommandError, Document, Rest, rest, wait_for
from services.cli.terminal import say


def poll_emails(
    *,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    all_accounts: Annotated[bool, typer.Option("--all-accounts", help="Every account that fetches mail.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also where polling is switched off.")] = False,
    max_emails: Annotated[int | None, typer.Option(min=1, help="Fetch at most so many.")] = None,
    timeout_s: TimeoutS = 60,
) -> None:
    """Poll now, wait, and print what was found. The exit code is 1 when a poll failed or did not end in time."""
    if all_accounts and (email_address is not None or account_id is not None):
        raise CommandError("give either --all-accounts or one account")
    with rest() as client:
        accounts = list(client.all("/accounts/")) if all_accounts else [client.account(email_address, account_id)]
        if not accounts:
            raise CommandError("there are no accounts yet: `mailweave accounts add --help`")
        asked = [(account, _ask(client, account, force=force, max_emails=max_emails)) for account in accounts]
        failed = [account["email_address"] for account, poll in asked if not _report(client, account, poll, timeout_s)]
    if failed:
        raise CommandError(
            f"{len(failed)} of {len(accounts)} not polled: {', '.join(failed)}; "
            "`mailweave email-monitor --show-errors` tells more"
        )


def reason_to_skip(account: Document, *, force: bool) -> str:
    """Why the poller would not poll this account; empty when it will."""
    if not account["incoming_server"]:
        return "it has no incoming_server"
    if account["status"] == "inactive":
        return f"account {account['id']} ({account['email_address']}) is inactive: activate it first"
    if force or account["auto_polling_enabled"]:
        return ""
    return "its polling is switched off (--force polls it all the same)"


def _ask(client: Rest, account: Document, *, force: bool, max_emails: int | None) -> Document | str:
    skip = reason_to_skip(account, force=force)
    if skip:
        return skip
    return client.post(f"/accounts/{account['id']}/poll/", {"force": force, "max_emails": max_emails})


def _report(client: Rest, account: Document, poll: Document | str, timeout_s: float) -> bool:
    """Prints the outcome; whether it is a good one. An account that was skipped on purpose is."""
    address = account["email_address"]
    if isinstance(poll, str):
        say(f"{address}: skipped, {poll}")
        return True
    log = wait_for(lambda: _finished(client, poll), timeout_s=timeout_s)
    if log is None:
        last_error = client.get(f"/accounts/{account['id']}/")["last_error_message"]
        reason = f"the account's last error: {last_error}" if last_error else "is the poller up?"
        say(f"{address}: no poll has ended within {timeout_s:g} s: {reason}")
        return False
    if log["status"] != "ok":
        say(f"{address}: failed, {log['error_message']}")
        return False
    say(f"{address}: found {log['messages_found']}, processed {log['messages_processed']}")
    return True


def _finished(client: Rest, poll: Document) -> Document | None:
    """The first poll that ended after the request; polls that found nothing share one entry."""
    logs: list[Document] = client.get(poll["poll_logs_url"])["results"]
    return min(logs, key=lambda log: datetime.fromisoformat(log["finished_at"]), default=None)
