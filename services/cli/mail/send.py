"""`mailweave send`."""

import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from mimetypes import guess_type
from pathlib import Path
from typing import Annotated

import typer

from services.cli.files import read_bytes, read_text
from services.cli.options import AccountId, Output, OutputFormat, TimeoutS
from services.cli.output.show import show_list, show_one
from services.cli.rest import CommandError, Document, NotThereError, Rest, UsageError, rest, wait_for
from services.cli.terminal import in_minutes, say


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
    attach: Annotated[list[Path] | None, typer.Option(help="A file to go with it; repeatable, 700 KiB in all.")] = None,
    reply_to: Annotated[list[str] | None, typer.Option(help="Where answers go, if not to the account.")] = None,
    send_at: Annotated[str | None, typer.Option(help="Not before this instant, as 2026-01-31T12:00:00Z.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="What still waits then is not sent.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Comes back in every delivery event; repeatable.")] = None,
    metadata: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, the same; repeatable.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait until every recipient is settled.")] = True,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Send a message. With --wait the exit code is 0 only when all recipients have it, or it waits until --send-at."""
    with rest() as client:
        account = client.account(from_, account_id, option="--from")
        document = {
            "account_id": account["id"],
            "to_emails": to,
            "cc_emails": cc or [],
            "bcc_emails": bcc or [],
            "subject": subject,
            "plain_body": body if body is not None else "" if html_file else _typed_text(),
            "html_body": read_text(html_file) if html_file else "",
            "attachments": [_attachment(path) for path in attach or []],
            "reply_to": reply_to or [],
            "send_at": send_at,
            "expires_at": expires_at,
            "tags": tag or [],
            "metadata": dict(map(_named_value, metadata or [])),
        }
        _follow(client, client.post("/send/", document), timeout_s if wait else None, output)


def _follow(client: Rest, accepted: Document, timeout_s: float | None, output: OutputFormat) -> None:
    """Says that it is accepted, and what becomes of it where somebody waits for so long."""
    if output is OutputFormat.TABLE:
        say(f"send {accepted['send_id']} is accepted")
    elif timeout_s is None:
        show_one(accepted, output)
    if timeout_s is not None:
        state = settled(client, accepted, timeout_s)
        show_recipients(state, output)
        need_sent(state)


def _attachment(path: Path) -> Document:
    content_type, encoding = guess_type(path.name)
    return {
        "filename": path.name,
        "content_type": content_type if content_type and not encoding else "application/octet-stream",
        "content": b64encode(read_bytes(path)).decode(),
    }


def _named_value(text: str) -> tuple[str, str]:
    name, is_given, value = text.partition("=")
    if not is_given:
        raise UsageError(f"--metadata {text}: write NAME=VALUE")
    return name, value


def _typed_text() -> str:
    if sys.stdin.isatty():
        typer.echo("write the text; Ctrl-D in a line of its own ends it", err=True)
    return sys.stdin.read()


def settled(client: Rest, accepted: Document, timeout_s: float) -> Document:
    """What became of a send and each of its recipients; CommandError when nothing is known in time.

    It does not wait for a server that lets the send wait for longer than that.
    """
    send_id, until = accepted["send_id"], datetime.now(UTC) + timedelta(seconds=timeout_s)
    state = wait_for(lambda: _known(client, accepted["state_url"], until), timeout_s=timeout_s)
    if state is None:
        raise CommandError(
            f"the send {send_id} is not settled after {timeout_s:g} s: `mailweave sends show {send_id}` tells more, "
            "`mailweave email-monitor` whether the sender is behind"
        )
    return state


def show_recipients(state: Document, output: OutputFormat) -> None:
    """Prints what became of each recipient."""
    if output is not OutputFormat.TABLE:
        show_list(state["recipients"], {}, output, empty="", whole=state)
        return
    for recipient in state["recipients"]:
        say(f"{recipient['address']}: {recipient['state']} {recipient['reason']}".rstrip())


def need_sent(state: Document) -> None:
    """CommandError unless it was sent to all."""
    send_id = state["send_id"]
    if _is_scheduled(state):
        say(f"it is sent at {in_minutes(state['send_at'])} UTC; `mailweave sends cancel {send_id}` calls it off")
        return
    if _is_open(state):
        raise CommandError(
            f"the send {send_id} waits until {in_minutes(state['next_attempt_at'])} UTC, or until the account is "
            f"corrected: `mailweave sends show {send_id}` tells what came of it, `mailweave sends cancel {send_id}` "
            "calls it off"
        )
    if state["status"] != "sent":
        raise CommandError(f"the send {send_id} is {state['state']}: {state['reason'] or 'see above'}")


def _known(client: Rest, url: str, until: datetime) -> Document | None:
    """What became of it, or that nothing will before then."""
    try:
        state = client.get(url)
    except NotThereError:
        return None
    next_try_at = state["next_attempt_at"]
    is_put_off = next_try_at is not None and datetime.fromisoformat(next_try_at) > until
    return state if is_put_off or not _is_open(state) else None


def _is_scheduled(state: Document) -> bool:
    is_later = state["send_at"] is not None and datetime.fromisoformat(state["send_at"]) > datetime.now(UTC)
    return is_later and _is_open(state)


def _is_open(state: Document) -> bool:
    return bool(state["status"] == "queued" and state["state"] != "in_doubt")
