"""`mailweave import`, `mailweave imports list|show|follow|cancel`."""

import sys
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from services.cli.options import AccountId, Output, OutputFormat
from services.cli.output.show import Columns, all_but, print_below, show_list, show_one
from services.cli.rest import CommandError, Document, NotThereError, Rest, rest, wait_for
from services.cli.terminal import in_minutes, say

LOOK_EACH_S = 0.5
LINE_EACH_S = 5.0
TAKEN_UP_WITHIN_S = 30.0
UNFINISHED = ("waiting", "running")
INTERRUPTED = 130
ImportId = Annotated[UUID, typer.Argument(help="The import, by the id that `imports list` shows.")]


class State(StrEnum):
    """How an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


def import_(
    *,
    account: Annotated[
        str, typer.Option("--account", "--email-address", "--account-id", help="The account, by its address or number.")
    ],
    since: Annotated[str, typer.Option(help="The first day that is wanted, as 2024-01-31.")],
    until: Annotated[str | None, typer.Option(help="The last day; else all since.")] = None,
    folder: Annotated[list[str] | None, typer.Option(help="A folder; repeatable; default: the account's.")] = None,
    follow: Annotated[bool, typer.Option(help="Stay and show how far it is.")] = True,
) -> None:
    """Bring an account's older mail in: threads and customers are made, no rule fires, nothing is sent or changed.

    What is there already is left out. It runs in the poller: Ctrl-C leaves it running.
    """
    with rest() as client:
        found = client.account(None, None, account)
        document = {"account_id": found["id"], "since": since, "until": until, "folders": folder or []}
        import_id = UUID(client.post("/imports/", document)["import_id"])
        say(f"import {import_id} of account {found['id']} ({found['email_address']}) is asked for")
        if follow:
            _follow(client, import_id)
        else:
            _say_how_to_go_on(import_id)


def list_imports(
    *,
    account_id: AccountId = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show imports, the latest first."""
    with rest() as client:
        asked = {"account_id": account_id, "state": state.value if state else None, "limit": limit}
        found = client.get("/imports/", **asked)["results"]
    show_list(found, COLUMNS, output, empty="no imports: `mailweave import` begins one", below=_said(found))


def show_import(import_id: ImportId, *, output: Output = OutputFormat.TABLE) -> None:
    """Show one import: how far it is, folder by folder."""
    with rest() as client:
        found = client.get(f"/imports/{import_id}/")
    show_one(found, output, all_but(found, "folders"))
    if output is OutputFormat.TABLE:
        print_below(_folder_line(folder) for folder in found["folders"])


def follow_import(import_id: ImportId) -> None:
    """Show how far an import is until it ends. Ctrl-C leaves it running."""
    with rest() as client:
        _follow(client, import_id)


def cancel_import(import_id: ImportId) -> None:
    """Leave off with an import; what was read stays."""
    with rest() as client:
        client.post(f"/imports/{import_id}/cancel/", {})
    say(f"import {import_id}: to be left off; what was read stays")


def _follow(client: Rest, import_id: UUID) -> None:
    try:
        last = _shown(client, import_id)
    except KeyboardInterrupt:
        say(f"import {import_id} goes on in the poller")
        _say_how_to_go_on(import_id)
        raise typer.Exit(INTERRUPTED) from None
    say(f"import {import_id} is {last['state']}: {_numbers(last)}")
    print_below(_folder_line(folder) for folder in last["folders"] if folder["said"] or len(last["folders"]) > 1)
    if last["state"] == State.FAILED:
        raise CommandError(f"import {import_id} failed: {last['said']}")


def _shown(client: Rest, import_id: UUID) -> Document:
    """Shows it until it ends; gives what it came to."""
    looks = _looks(client, import_id)
    return _as_bar(looks) if sys.stdout.isatty() else _as_lines(looks)


def _looks(client: Rest, import_id: UUID) -> Iterator[Document]:
    """How it stands, again and again; the last one is its end."""

    def taken_up() -> Document | None:
        try:
            return client.get(f"/imports/{import_id}/")
        except NotThereError:
            return None

    found = wait_for(taken_up, timeout_s=TAKEN_UP_WITHIN_S)
    if found is None:
        raise CommandError(f"the poller has not taken the import {import_id} up: is it up? `mailweave imports list`")
    while True:
        yield found
        if found["state"] not in UNFINISHED:
            return
        time.sleep(LOOK_EACH_S)
        found = client.get(f"/imports/{import_id}/")


def _as_bar(looks: Iterator[Document]) -> Document:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rest]}"))
    last: Document = {}
    with Progress(*columns) as bar:
        task = bar.add_task("import", total=None, rest="")
        for last in looks:
            said = f" {last['said']}" if last["said"] else ""
            settled = last["done"] + last["failed"]
            bar.update(task, completed=settled, total=last["found"] or None, rest=f"{_pace(last)}{said}")
    return last


def _as_lines(looks: Iterator[Document]) -> Document:
    """A line now and then, and when the state changes."""
    last, said_at, said_state = Document(), 0.0, ""
    for last in looks:
        now = time.monotonic()
        if last["state"] != said_state or now - said_at >= LINE_EACH_S:
            say(f"{last['state']}: {_numbers(last)}{_pace(last)} {last['said']}".rstrip())
            said_at, said_state = now, last["state"]
    return last


def _numbers(found: Document) -> str:
    return f"found {found['found']}, done {found['done']}, failed {found['failed']}"


def _pace(found: Document) -> str:
    if not found["rate_per_s"]:
        return ""
    left = "" if found["eta_s"] is None else f", {round(found['eta_s'])} s left"
    return f", {found['rate_per_s']:.0f} a second{left}"


def _say_how_to_go_on(import_id: UUID) -> None:
    say(f"look again: mailweave imports follow {import_id}")
    say(f"leave off: mailweave imports cancel {import_id}")


def _folder_line(folder: Document) -> str:
    counts = f"{folder['read']} read, {folder['known']} known already, {folder['failed']} failed of {folder['found']}"
    return f"{folder['folder']}: {folder['state']}, {counts} {folder['said']}".rstrip()


def _said(found: Iterable[Document]) -> Iterator[str]:
    return (f"{each['import_id']}: {each['said']}" for each in found if each["said"])


COLUMNS: Columns = {
    "import": "import_id",
    "account": "account_id",
    "asked for": lambda found: in_minutes(found["requested_at"]),
    "since": "since",
    "state": "state",
    "found": "found",
    "done": "done",
    "failed": "failed",
}
