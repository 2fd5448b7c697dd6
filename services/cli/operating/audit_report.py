"""The audit as a table for a person or as JSON for a program."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import typer

from services.cli.operating.witness import compared
from services.cli.options import OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.settings import CliSettings
from services.cli.terminal import say
from shared.audit.balance import Audit
from shared.audit.read import read_audit
from shared.dead_letters.discard import read_kept
from shared.dead_letters.kept import LetterState
from shared.events.topics import TOPICS

NAMED = 20
COLUMNS: Columns = {
    "account": "address",
    "seen": "seen",
    "copies": "copies",
    "gaps": "gaps",
    "mails": "mails",
    "ruled": "ruled",
    "sends": "requests",
    "missing": "unaccounted",
}
LEGEND = (
    "seen: messages that servers listed and polls passed; copies: those stored, gaps: those that could not be fetched",
    "mails: different messages, sent ones too; ruled: mails that rules looked at; sends: what was to be sent",
)
SUMMED = ("seen", "copies", "gaps", "mails", "ruled", "requests", "set_aside", "on_its_way", "unaccounted")


def report(account_id: int | None, *, wait_s: float, output: OutputFormat, asks_witness: bool = False) -> int:
    """Prints the audit of one account, or of all; 0 when all is accounted for, else 1."""
    settings = CliSettings.load()
    late = asyncio.run(compared(settings, account_id, wait_s)) if asks_witness else []
    for line in late:
        typer.echo(line, err=True)
    found = asyncio.run(read_audit(settings, "cli", wait_s=wait_s, account_id=account_id))
    letters = asyncio.run(_waiting_letters(settings))
    whole = document(found) | {"dead_letters": letters}
    accounts: list[dict[str, Any]] = [asdict(account) for account in found.accounts]
    below = _below(found, accounts, letters)
    show_list(accounts, COLUMNS, output, empty="there are no accounts yet", whole=whole, below=below)
    if output is OutputFormat.TABLE:
        say(last_line(found))
    return 0 if found.is_balanced and not late else 1


async def _waiting_letters(settings: CliSettings) -> int:
    return sum(kept.state is LetterState.WAITS for kept in await read_kept(settings, TOPICS))


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


def _below(audit: Audit, accounts: list[dict[str, Any]], letters: int) -> Iterator[str]:
    if accounts:
        yield from LEGEND
    for account in accounts:
        yield from _remarks(account)
    yield from (f"open gap: {gap}" for gap in audit.open_gaps[:NAMED])
    if (more := sum(audit.open_gap_counts.values()) - NAMED) > 0:
        yield f"… and {more} more open gaps"
    yield from map(str, audit.missing[:NAMED])
    if len(audit.missing) > NAMED:
        yield f"… and {len(audit.missing) - NAMED} more: --format json names all"
    if audit.behind:
        yield f"not settled yet: {audit.behind}; look again, or give --wait SECONDS"
    if letters:
        yield f"dead letters that wait: {letters} (`mailweave dlq list`); set_aside counts mails and sends kept by one"


def _remarks(account: dict[str, Any]) -> Iterator[str]:
    """What does not fit into its row, as far as there is any."""
    name = f"{account['account_id']} {account['address']}"
    if account["unlisted"]:
        yield (
            f"{name}: {account['unlisted']} of the copies are beside those seen: the server let go of the message "
            "before a poll listed it again, or named two alike"
        )
    odd = {"set aside": account["set_aside"], "on its way": account["on_its_way"]}
    odd |= {state.replace("_", " "): count for state, count in account["states"].items() if state != "sent"}
    odd |= {"open gaps": account["open_gaps"]}
    if said := ", ".join(f"{what} {count}" for what, count in odd.items() if count):
        yield f"{name}: {said}"
    if account["witness_said"]:
        yield f"{name}: its server's own list was not compared: {account['witness_said']}"
