"""`mailweave messages list|show|eml|attachment|why`."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.cli.mail.facts import fact_lines
from services.cli.options import AccountId, Output, OutputFormat, TimeoutS
from services.cli.output.show import Columns, all_but, show_list, show_one
from services.cli.rest import CommandError, Document, rest
from services.cli.terminal import in_minutes, say
from services.cli.waiting import Wait, listed

MessageId = Annotated[UUID, typer.Argument(help="The message, by the id that `messages list` shows.")]
Into = Annotated[
    Path | None, typer.Option("--into", help="File to write; must not be there yet. Default: standard output.")
]
NOT_RULED = "the rules have not seen this message yet"
NO_RULE = "there was no rule for its account when it arrived"
Most = Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")]


def list_messages(
    *,
    account_id: AccountId = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Words in subject, people, names of attachments and text.")
    ] = None,
    thread_id: Annotated[UUID | None, typer.Option(help="Only this thread.")] = None,
    from_email: Annotated[str | None, typer.Option(help="Only from this address.")] = None,
    since: Annotated[str | None, typer.Option(help="From this instant on, as 2026-01-31T12:00:00Z.")] = None,
    limit: Most = 20,
    wait: Wait = False,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show messages, the latest first."""
    which = {
        "account_id": account_id,
        "q": search,
        "thread_id": str(thread_id) if thread_id else None,
        "from_email": from_email,
        "since": since,
        "limit": limit,
    }
    with rest() as client:
        look = partial(client.results, "/messages/", **which)
        found = listed(look, wait=wait, timeout_s=timeout_s, what="message")
    show_list(found, COLUMNS, output, empty="no messages")


def show_message(message_id: MessageId, *, output: Output = OutputFormat.TABLE) -> None:
    """Show one message: its header fields, attachments and text."""
    with rest() as client:
        message = client.get(f"/messages/{message_id}/")
    show_one(message, output, all_but(message, *NOT_IN_TABLE))
    if output is not OutputFormat.TABLE:
        return
    _say_report(message["report"], message["auto"])
    for line in fact_lines(message):
        say(line)
    for part in message["attachments"]:
        say(f"attachment {part['position']}: {part['filename']} ({part['content_type']}, {part['size_bytes']} bytes)")
    _say_html(message)
    say("")
    for line in (message["plain_body"] or message["reply_text"] or "(the message has no text)").splitlines():
        say(line)


def _say_report(report: Document | None, auto: Document) -> None:
    if auto["kind"] != "none":
        say(f"automatic: {auto['kind']}")
    for each in report["recipients"] if report else ():
        words = (each["action"], each["reason"], each["status"], each["diagnostic_code"])
        say(f"report: {each['address']}: {', '.join(filter(None, words))}")


def _say_html(message: Document) -> None:
    """What its HTML would load, what it hides and which links say something else than they do."""
    if message["remote_count"]:
        say(f"remote images: {message['remote_count']}, not loaded")
    for each in message["hidden_text"]:
        say(f"hidden text ({each['kind']}, {each['how'].replace('_', ' ')}): {each['text'][:200]}")
    for each in message["links"]:
        if each["names_host"]:
            say(f"deceptive link: {each['text'][:100]} names {each['names_host']}, leads to {each['host']}")


def eml(message_id: MessageId, *, into: Into = None) -> None:
    """Write the whole message as it was fetched or sent, byte for byte."""
    with rest() as client:
        _write(client.content(f"/messages/{message_id}/eml/"), into)


def attachment(
    message_id: MessageId,
    position: Annotated[int, typer.Argument(min=0, help="Which one, as `messages show` numbers them.")],
    *,
    into: Into = None,
) -> None:
    """Write an attachment, byte for byte."""
    with rest() as client:
        _write(client.content(f"/messages/{message_id}/attachments/{position}/"), into)


def why(message_id: MessageId, *, output: Output = OutputFormat.TABLE) -> None:
    """Say why each rule fired on a message, was withheld, or did not match."""
    with rest() as client:
        decisions = client.get(f"/messages/{message_id}/decisions/")
    if output is not OutputFormat.TABLE:
        show_list(decisions["rules"], {}, output, empty="", whole=decisions)
        return
    if not decisions["is_ruled"]:
        say(NOT_RULED)
    elif not decisions["rules"]:
        say(NO_RULE)
    for rule in decisions["rules"]:
        send = f"; send {rule['send_id']} is {rule['send_state'] or 'asked for'}" if rule["send_id"] else ""
        outcome = rule["outcome"].replace("_", " ")
        say(f"rule {rule['rule_id']} ({rule['name']}, version {rule['rule_version']}): {outcome}")
        say(f"  {rule['reason']}{send}")
        for part in rule["parts"]:
            say(f"  {'yes' if part['holds'] else 'no '} {part['condition']}")


def _write(content: bytes, into: Path | None) -> None:
    if into is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        with into.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise CommandError(f"{into} cannot be written ({error.strerror}): name another file") from error
    say(f"{len(content)} bytes in {into}")


def when(message: Document) -> str:
    """When it was received, or sent."""
    return in_minutes(message["received_at"] or message["sent_at"] or "-")


NOT_IN_TABLE = (
    *("plain_body", "html_body", "reply_text", "quoted_text", "signature", "attachments"),
    *("report", "auto", "sender", "contact", "authentication", "calendar", "encryption"),
    *("html_safe", "remote_count", "hidden_text", "links"),
)
COLUMNS: Columns = {
    "id": "id",
    "account": "account_id",
    "when": when,
    "from": "from_email",
    "subject": "subject",
    "status": "status",
}
