"""`mailweave accounts show|change|remove|activate|deactivate`."""

from typing import Annotated, Any

import typer

from services.cli.configuration import tls_options as tls
from services.cli.configuration.account_options import of_a_change
from services.cli.configuration.accounts import OAUTH_SECRET_OPTIONS, PASSWORD_OPTIONS, oauth_secrets
from services.cli.configuration.passwords import from_environment, read_password
from services.cli.configuration.references import REFERENCE_OPTIONS, oauth_references, password_references
from services.cli.configuration.texts import TEXT_OPTIONS, texts
from services.cli.options import Account, AccountId, EmailAddress, Output, OutputFormat
from services.cli.output.show import show_one
from services.cli.rest import Document, Rest, UsageError, rest
from services.cli.terminal import say

NOT_FIELDS = {
    *PASSWORD_OPTIONS,
    *OAUTH_SECRET_OPTIONS,
    *REFERENCE_OPTIONS,
    *TEXT_OPTIONS,
    *("new_address", "own_address", "folder", "ca_certificates"),
}


def show(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show everything that is configured of an account, and its health. Passwords are never shown."""
    with rest() as client:
        show_one(client.account(email_address, account_id, which), output)


@of_a_change
def change(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    new_address: Annotated[str | None, typer.Option(help="The corrected address.")] = None,
    **options: Any,
) -> None:
    """Correct an account; what is not given stays. A password is never an argument."""
    with rest() as client:
        account = client.account(email_address, account_id, which)
        document = account_change(options | {"new_address": new_address}, account)
        if not document:
            raise UsageError("give what is to be changed")
        changed = client.patch(f"/accounts/{account['id']}/", document, version=account["version"])
    say(f"account {changed['id']} ({changed['email_address']}) is changed: {', '.join(sorted(document))}")
    say(f"next: mailweave test-email-connectivity --account-id {changed['id']}")


def account_change(options: dict[str, Any], account: Document) -> Document:
    """What REST is asked to change: each option that was given, in the field of its name."""
    document = {name: value for name, value in options.items() if name not in NOT_FIELDS and value is not None}
    lists = {"own_addresses": options["own_address"], "folders": options["folder"]}
    document |= {name: list(values) for name, values in lists.items() if values}
    document |= {"email_address": options["new_address"]} if options["new_address"] else {}
    document |= texts(options) | tls.given_authorities(options)
    return document | oauth_secrets(options) | oauth_references(options) | _passwords(options, account)


def _passwords(options: dict[str, Any], account: Document) -> Document:
    is_given = options["password_env"] is not None or options["password_stdin"]
    password = (
        read_password(
            env_name=options["password_env"], from_stdin=bool(options["password_stdin"]), none=False, prompt=""
        )
        if is_given
        else None
    )
    smtp_name = options["smtp_password_env"]
    smtp_password = from_environment(smtp_name) if smtp_name else password
    has_incoming = bool(options["incoming_server"] or account["incoming_server"])
    has_smtp = bool(options["smtp_server"] or account["smtp_server"])
    references = password_references(options, has_incoming=has_incoming, has_smtp=has_smtp)
    found = references | ({"incoming_password": password} if password and has_incoming else {})
    has_smtp_password = smtp_password and has_smtp and "smtp_password_ref" not in references
    return found | ({"smtp_password": smtp_password} if has_smtp_password else {})


def remove(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an account: it is polled and sends no more, what waits is cancelled. Its mail is kept."""
    with rest() as client:
        account = client.account(email_address, account_id, which)
        label = f"account {account['id']} ({account['email_address']})"
        if not yes:
            typer.confirm(f"Remove {label}? It is polled and sends no more; its mail is kept", abort=True)
        client.delete(f"/accounts/{account['id']}/")
    say(f"{label} is removed: its mail is kept, its address is free for another account")


def activate(*, which: Account = None, email_address: EmailAddress = None, account_id: AccountId = None) -> None:
    """Poll and send again; what arrived meanwhile is history, no rule fires on it."""
    with rest() as client:
        _set_status(client, client.account(email_address, account_id, which), "active")


def deactivate(*, which: Account = None, email_address: EmailAddress = None, account_id: AccountId = None) -> None:
    """Poll no more and take no new sends, until `mailweave accounts activate`."""
    with rest() as client:
        _set_status(client, client.account(email_address, account_id, which), "inactive")


def _set_status(client: Rest, account: Document, status: str) -> None:
    changed = client.patch(f"/accounts/{account['id']}/", {"status": status})
    say(f"account {changed['id']} ({changed['email_address']}) is {changed['status']}")
