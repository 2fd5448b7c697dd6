"""`mailweave poll-emails`."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer

from services.cli.health import NO_ACCOUNTS, unlabelled
from services.cli.options import Account, AccountId, EmailAddress, Output, OutputFormat, TimeoutS
from services.cli.output.show import show_list
from services.cli.rest import ASK_EVERY_S, CommandError, Document, Rest, UsageError, rest
from services.cli.terminal import say

NOT_POLLED = ("failed", "late", "rests")


def poll_emails(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    all_accounts: Annotated[bool, typer.Option("--all-accounts", help="Every account that fetches mail.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also where polling is switched off or rests after a failure.")
    ] = False,
    max_emails: Annotated[int | None, typer.Option(min=1, help="Fetch at most so many.")] = None,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Poll now, wait, and print what was found. The exit code is 1 when a poll failed or did not end in time."""
    if all_accounts and any(each is not None for each in (which, email_address, account_id)):
        raise UsageError("give either --all-accounts or one account")
    with rest() as client:
        accounts = (
            list(client.all("/accounts/")) if all_accounts else [client.account(email_address, account_id, which)]
        )
        if not accounts:
            raise CommandError(NO_ACCOUNTS)
        outcomes = []
        for outcome in polled(client, accounts, force=force, max_emails=max_emails, timeout_s=timeout_s):
            outcomes.append(outcome)
            if output is OutputFormat.TABLE:
                say(f"{outcome['email_address']}: {line_of(outcome)}")
    if output is not OutputFormat.TABLE:
        show_list(outcomes, {}, output, empty="")
    failed = [outcome["email_address"] for outcome in outcomes if outcome["outcome"] in NOT_POLLED]
    if failed:
        raise CommandError(
            f"{len(failed)} of {len(accounts)} not polled: {', '.join(failed)}; "
            "`mailweave email-monitor --show-errors` tells more"
        )


def polled(
    client: Rest, accounts: Sequence[Document], *, force: bool, max_emails: int | None, timeout_s: float
) -> Iterator[Document]:
    """What became of each account, as soon as it is known: all are polled at the same time."""
    waiting: list[tuple[Document, Document]] = []
    for account in accounts:
        if (known := known_before(account, force=force)) is not None:
            yield known
        else:
            asked = {"force": force, "max_emails": max_emails}
            waiting.append((account, client.post(f"/accounts/{account['id']}/poll/", asked)))
    give_up_at = time.monotonic() + timeout_s
    while waiting:
        is_over = time.monotonic() > give_up_at
        for account, poll in waiting.copy():
            log = _finished(client, poll)
            if log is not None or is_over:
                waiting.remove((account, poll))
                yield _polled(account, log) if log is not None else _late(client, account, timeout_s)
        if waiting:
            time.sleep(ASK_EVERY_S)


def known_before(account: Document, *, force: bool) -> Document | None:
    """The outcome where nobody has to be asked: the account is skipped, or it rests after a failure."""
    if reason := reason_to_skip(account, force=force):
        return _outcome(account, "skipped", reason)
    if account["is_healthy"] is False and not force:
        reason = f"its last poll failed, and it is tried again later: {unlabelled(account['last_error_message'])}"
        return _outcome(account, "rests", f"{reason} (--force polls it now)")
    return None


def reason_to_skip(account: Document, *, force: bool) -> str:
    """Why the poller would not poll this account; empty when it will."""
    if not account["incoming_server"]:
        return "it has no incoming_server"
    if account["status"] == "inactive":
        return f"account {account['id']} ({account['email_address']}) is inactive: activate it first"
    if force or account["auto_polling_enabled"]:
        return ""
    return "its polling is switched off (--force polls it all the same)"


def line_of(outcome: Document) -> str:
    """For a person."""
    match outcome["outcome"]:
        case "ok":
            return f"found {outcome['found']}, processed {outcome['processed']}"
        case "late":
            return str(outcome["reason"])
        case other:
            return f"{other}, {outcome['reason']}"


def _polled(account: Document, log: Document) -> Document:
    if log["status"] != "ok":
        return _outcome(account, "failed", log["error_message"])
    return _outcome(account, "ok", found=log["messages_found"], processed=log["messages_processed"])


def _late(client: Rest, account: Document, timeout_s: float) -> Document:
    last_error = client.get(f"/accounts/{account['id']}/")["last_error_message"]
    reason = f"the account's last error: {unlabelled(last_error)}" if last_error else "is the poller up?"
    return _outcome(account, "late", f"no poll has ended within {timeout_s:g} s: {reason}")


def _outcome(account: Document, outcome: str, reason: str = "", *, found: int = 0, processed: int = 0) -> Document:
    reason = unlabelled(reason)
    named = {"account_id": account["id"], "email_address": account["email_address"]}
    return named | {"outcome": outcome, "reason": reason, "found": found, "processed": processed}


def _finished(client: Rest, poll: Document) -> Document | None:
    """The first poll that ended after the request; polls that found nothing share one entry."""
    logs: list[Document] = client.get(poll["poll_logs_url"])["results"]
    return min(logs, key=lambda log: datetime.fromisoformat(log["finished_at"]), default=None)
