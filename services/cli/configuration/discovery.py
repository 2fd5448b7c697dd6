"""`mailweave accounts presets|discover`, and the servers that `accounts add` is not told."""

import sys
from typing import Annotated

import typer

from services.cli.options import Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import CommandError, Document, Rest, UsageError, rest
from services.cli.terminal import say

FOUND_WITHIN_S = 60.0
"""Three rounds of 5 s, and others may have their turn before."""
PresetOption = Annotated[
    str | None, typer.Option("--preset", help="Take this provider's servers; `mailweave accounts presets` lists them.")
]


def presets(*, output: Output = OutputFormat.TABLE) -> None:
    """Show the providers whose servers are known, and what each wants."""
    with rest() as client:
        found = list(client.all("/accounts/presets/"))
    hints = [f"{each['key']}: {each['hint']}{_limits(each)}" for each in found]
    show_list(found, PRESET_COLUMNS, output, empty="there are no presets", below=hints)


def discover(
    address: Annotated[str, typer.Argument(help="The address whose servers are looked for.")],
    *,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Find the servers of an address, and say who names them. No password is asked for, nothing is stored."""
    with rest() as client:
        found = _discovered(client, {"email_address": address})
    below = [found["said"], *_remarks(found)] if found["source"] else []
    show_list(found["looked"], LOOK_COLUMNS, output, empty="nobody was asked", whole=found, below=below)
    if found["source"] is None:
        raise CommandError(f"{found['said']}, as `mailweave accounts add --help` says")


def the_address(argument: str | None, option: str | None) -> str:
    """The account's address, which may be an argument or an option."""
    if (argument is None) == (option is None):
        raise UsageError("give the address once: `mailweave accounts add ADDRESS`")
    return argument or option or ""


def servers_of(client: Rest, address: str, preset: str | None) -> Document:
    """The fields of the account that were found, which are said; raises CommandError where a person must decide."""
    wanted = {"email_address": address} | ({"preset": preset} if preset else {})
    found = _discovered(client, wanted)
    if not found["fields"]:
        why = found["hint"] or found["said"]
        raise CommandError(f"{why} (--incoming-server, --smtp-server; see `mailweave accounts add --help`)")
    say(f"found: {found['said']}")
    for remark in _remarks(found):
        say(remark)
    if found["needs_confirmation"]:
        if not sys.stdin.isatty():
            raise CommandError(f"{' '.join(found['warnings'])}: if they are right, give them as --incoming-server …")
        typer.confirm("Are these the servers?", abort=True)
    fields: Document = found["fields"]
    return fields


def _discovered(client: Rest, wanted: Document) -> Document:
    return client.post("/accounts/discover/", wanted, timeout_s=FOUND_WITHIN_S)


def _remarks(found: Document) -> list[str]:
    return [*([found["hint"]] if found["hint"] else []), *(f"warning: {each}" for each in found["warnings"])]


def _server(server: Document) -> str:
    return f"{server['host'] or '…'}:{server['port']}"


def _limits(preset: Document) -> str:
    connections, daily = preset["max_connections"], preset["daily_download_mb"]
    named = [f"{connections} connections"] if connections else []
    named += [f"{daily} MB by IMAP a day"] if daily else []
    return f" It allows {' and '.join(named)}." if named else ""


PRESET_COLUMNS: Columns = {
    "preset": "key",
    "provider": "name",
    "receives": lambda preset: _server(preset["incoming"]),
    "sends": lambda preset: _server(preset["smtp"]),
}
LOOK_COLUMNS: Columns = {"source": "source", "outcome": "outcome", "detail": "detail"}
