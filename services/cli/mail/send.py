"""`mailweave send`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from services.cli.files import read_text
from services.cli.options import AccountId, Output, OutputFormat, TimeoutS
from services.cli.output.show import Columns, show_list, show_one
from services.cli.rest import CommandError, Document, NotThereError, Rest, rest, wait_for
from services.cli.terminal import say


def send(
    *,
    to: Annotated[list[str], typer.Option(help="A recipient; repeatable.")],
    subject: Annotated[str, typer.Option(help="Subject.")] = "",
    from_: Annotated[str | None, typer.Option("--from", help="The account, by its address.")] = None,
    account_id: AccountId = None,
    cc: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    bcc: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    body: Annotated[str | None, typer.Option(help="Text; without it standard input is read.")] = None,
    html_file: Annotated[Path | None, typer.Option(help="File with the HTML.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait until every recipient is settled.")] = True,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Send a message. With --wait the exit code is 0 only when it was sent to every recipient."""
    with rest() as client:
        account = client.account(from_, account_id, option="--from")
        plain_body = body if body is not None else "" if html_file else _typed_text()
        document = {
            "account_id": account["id"],
            "to_emails": to,
            "cc_emails": cc or [],
            "bcc_emails": bcc or [],
            "subject": subject,
            "plain_body": plain_body,
            "html_body": read_text(html_file) if html_file else "",
        }
        accepted = client.post("/send/", document)
        if output is OutputFormat.TABLE:
            say(f"send {accepted['send_id']} is accepted")
        elif not wait:
            show_one(accepted, output)
        if wait:
            state = settled(client, accepted, timeout_s)
            show_list(state["recipients"], COLUMNS, output, empty="", whole=state)
            need_sent(state)


def _typed_text() -> str:
    if sys.stdin.isatty():
        typer.echo("write the text; Ctrl-D in a line of its own ends it", err=True)
    return sys.stdin.read()


def settled(client: Rest, accepted: Document, timeout_s: float) -> Document:
    """What became of a send and each of its recipients; CommandError when it is not settled in time."""
    state = wait_for(lambda: _settled(client, accepted["state_url"]), timeout_s=timeout_s)
    if state is None:
        raise CommandError(
            f"the send {accepted['send_id']} is not settled after {timeout_s:g} s: "
            f"ask GET {accepted['state_url']} later, `mailweave email-monitor` shows whether the sender is behind"
        )
    return state


def need_sent(state: Document) -> None:
    """CommandError unless it was sent to all."""
    if state["status"] != "sent":
        raise CommandError(f"the send {state['send_id']} is {state['state']}: {state['reason'] or 'see above'}")


def _settled(client: Rest, url: str) -> Document | None:
    try:
        state = client.get(url)
    except NotThereError:
        return None
    return None if state["status"] == "queued" and state["state"] != "in_doubt" else state


COLUMNS: Columns = {"recipient": "address", "state": "state", "reason": "reason"}
