"""The audit as a table for a person or as JSON for a program."""

import asyncio
import json
from dataclasses import asdict

import typer

from services.cli.operating.witness import compared
from services.cli.options import OutputFormat
from services.cli.settings import CliSettings
from services.cli.terminal import print_table, say
from shared.audit.balance import AccountBalance, Audit
from shared.audit.read import read_audit

NAMED = 20
COLUMNS = (
    *("account", "seen", "copies", "gaps", "mails", "threaded", "ruled", "requests", "of these", "sent copies"),
    *("set aside", "on its way", "unaccounted"),
)
SUMMED = ("seen", "copies", "gaps", "mails", "ruled", "requests", "set_aside", "on_its_way", "unaccounted")


def report(account_id: int | None, *, wait_s: float, output: OutputFormat, asks_witness: bool = False) -> int:
    """Prints the audit of one account, or of all; 0 when all is accounted for, else 1."""
    settings = CliSettings.load()
    late = asyncio.run(compared(settings, account_id, wait_s)) if asks_witness else []
    for line in late:
        typer.echo(line, err=True)
    found = asyncio.run(read_audit(settings, "cli", wait_s=wait_s, account_id=account_id))
    if output is OutputFormat.JSON:
        typer.echo(json.dumps(document(found), indent=2, ensure_ascii=False))
    else:
        _print(found)
    return 0 if found.is_balanced and not late else 1


def document(audit: Audit) -> dict[str, object]:
    """For programs."""
    return {
        "is_balanced": audit.is_balanced,
        "unaccounted": audit.unaccounted,
        "behind": audit.behind,
        "accounts": [asdict(account) for account in audit.accounts],
        "open_gaps": [
            asdict(gap) | {"next_try_at": gap.next_try_at.isoformat() if gap.next_try_at else None}
            for gap in audit.open_gaps
        ],
        "missing": [
            {
                "kind": each.kind.value,
                "account_id": each.account_id,
                "name": each.name,
                "count": each.count,
                "seen_last": each.seen_last,
                "next_step": each.next_step,
            }
            for each in audit.missing
        ],
    }


def last_line(audit: Audit) -> str:
    """The sums of all accounts, to be read by a script."""
    sums = {name: sum(getattr(account, name) for account in audit.accounts) for name in SUMMED}
    return " ".join(f"{name}={count}" for name, count in ({"accounts": len(audit.accounts)} | sums).items())


def _print(audit: Audit) -> None:
    print_table(COLUMNS, map(_row, audit.accounts))
    for gap in audit.open_gaps[:NAMED]:
        say(f"open gap: {gap}")
    if sum(audit.open_gap_counts.values()) > NAMED:
        say(f"… and {sum(audit.open_gap_counts.values()) - NAMED} more open gaps")
    for account in audit.accounts:
        if account.witness_said:
            say(f"account {account.account_id}: its server's own list was not compared: {account.witness_said}")
    for each in audit.missing[:NAMED]:
        say(str(each))
    if len(audit.missing) > NAMED:
        say(f"… and {len(audit.missing) - NAMED} more: --format json names all")
    if audit.behind:
        say(f"not settled yet: {audit.behind}; look again, or give --wait SECONDS")
    say(last_line(audit))


def _row(account: AccountBalance) -> tuple[str, ...]:
    states = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in account.states.items() if count)
    late = f" (+{account.unlisted} unlisted)" if account.unlisted else ""
    return (
        f"{account.account_id} {account.address}",
        f"{account.seen}{late}",
        str(account.copies),
        f"{account.gaps} ({account.open_gaps} open)" if account.open_gaps else str(account.gaps),
        *map(str, (account.mails, account.threaded, account.ruled, account.requests)),
        states or "-",
        *map(str, (account.sent_copies, account.set_aside, account.on_its_way, account.unaccounted)),
    )
