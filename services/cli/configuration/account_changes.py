"""`mailweave accounts show|change|remove|activate|deactivate`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.configuration import tls_options as tls
from services.cli.configuration.accounts import (
    OAUTH_SECRET_OPTIONS,
    PASSWORD_OPTIONS,
    AccountType,
    AfterFetch,
    Auth,
    IncomingProtocol,
    Mode,
    OAuthGrant,
    OAuthProvider,
    oauth_secrets,
)
from services.cli.configuration.passwords import from_environment, read_password
from services.cli.options import AccountId, EmailAddress, Output, OutputFormat
from services.cli.output.show import show_one
from services.cli.rest import Document, Rest, UsageError, rest
from services.cli.terminal import say

WHICH = {"email_address", "account_id"}
NOT_FIELDS = {
    *WHICH,
    *PASSWORD_OPTIONS,
    *OAUTH_SECRET_OPTIONS,
    *("new_address", "own_address", "folder", "ca_certificates"),
}


def show(
    *, email_address: EmailAddress = None, account_id: AccountId = None, output: Output = OutputFormat.TABLE
) -> None:
    """Show everything that is configured of an account, and its health. Passwords are never shown."""
    with rest() as client:
        show_one(client.account(email_address, account_id), output)


def change(
    context: typer.Context,
    *,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    new_address: Annotated[str | None, typer.Option(help="The corrected address.")] = None,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    account_type: Annotated[AccountType | None, typer.Option(help="Whose it is.")] = None,
    department: Annotated[str | None, typer.Option(help="Which department it belongs to.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="observe: nothing is sent or changed; live: from now on.")] = None,
    own_address: Annotated[list[str] | None, typer.Option(help="All further addresses of its own; repeatable.")] = None,
    smtp_server: Annotated[str | None, typer.Option(help="Host that sends.")] = None,
    smtp_port: Annotated[int | None, typer.Option(help="587 for STARTTLS, 465 for TLS from the start.")] = None,
    smtp_use_tls: Annotated[bool | None, typer.Option(help="Encrypt what is sent.")] = None,
    smtp_tls: tls.SmtpTls = None,
    smtp_fingerprint: tls.SmtpFingerprint = None,
    smtp_username: Annotated[str | None, typer.Option(help="User name for sending.")] = None,
    incoming_protocol: Annotated[IncomingProtocol | None, typer.Option(help="How to fetch.")] = None,
    incoming_server: Annotated[str | None, typer.Option(help="Host that keeps the mailbox.")] = None,
    incoming_port: Annotated[int | None, typer.Option(help="Its port.")] = None,
    incoming_use_ssl: Annotated[bool | None, typer.Option(help="Encrypt what is fetched.")] = None,
    incoming_tls: tls.IncomingTls = None,
    incoming_fingerprint: tls.IncomingFingerprint = None,
    incoming_username: Annotated[str | None, typer.Option(help="User name for fetching.")] = None,
    ca_certificates: tls.CaCertificates = None,
    allow_plaintext: Annotated[bool | None, typer.Option(help="Needed for a connection without TLS.")] = None,
    folder: Annotated[list[str] | None, typer.Option(help="All IMAP folders; repeatable.")] = None,
    auto_polling_enabled: Annotated[bool | None, typer.Option(help="Poll it regularly.")] = None,
    poll_frequency: Annotated[int | None, typer.Option(help="Seconds between polls.")] = None,
    max_emails_per_poll: Annotated[int | None, typer.Option(help="How many to fetch in one poll at most.")] = None,
    after_fetch: Annotated[AfterFetch | None, typer.Option(help="Do this on the server once one is stored.")] = None,
    after_fetch_folder: Annotated[str | None, typer.Option(help="Where --after-fetch move moves to.")] = None,
    after_fetch_days: Annotated[int | None, typer.Option(help="Days after fetching until that is done.")] = None,
    initial_history_days: Annotated[int | None, typer.Option(help="Days of old mail to fetch.")] = None,
    password_env: Annotated[str | None, typer.Option(help="Environment variable with the new password.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the new password from standard input.")] = False,
    smtp_password_env: Annotated[str | None, typer.Option(help="The same, when SMTP has another one.")] = None,
    auth: Annotated[
        Auth | None, typer.Option(help="oauth2: by access tokens; log in with `accounts authorize`.")
    ] = None,
    oauth_provider: Annotated[OAuthProvider | None, typer.Option(help="Whose token server.")] = None,
    oauth_grant: Annotated[OAuthGrant | None, typer.Option(help="By what right.")] = None,
    oauth_client_id: Annotated[str | None, typer.Option(help="The application's id at the provider.")] = None,
    oauth_tenant: Annotated[str | None, typer.Option(help="Microsoft's directory (tenant).")] = None,
    oauth_scopes: Annotated[str | None, typer.Option(help="Default: what the provider needs for mail.")] = None,
    oauth_token_url: Annotated[str | None, typer.Option(help="Default: the provider's.")] = None,
    oauth_authorization_url: Annotated[str | None, typer.Option(help="Default: the provider's.")] = None,
    oauth_device_url: Annotated[str | None, typer.Option(help="Default: the provider's.")] = None,
    client_secret_env: Annotated[str | None, typer.Option(help="Environment variable with the client secret.")] = None,
    service_key_file: Annotated[Path | None, typer.Option(help="Key file (JSON) of a service account.")] = None,
) -> None:
    """Correct an account; what is not given stays. A password is never an argument."""
    with rest() as client:
        account = client.account(email_address, account_id)
        document = account_change(context.params, account)  # all of the above, by name
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
    return document | tls.given_authorities(options) | oauth_secrets(options) | _passwords(options, account)


def _passwords(options: dict[str, Any], account: Document) -> Document:
    is_given = options["password_env"] is not None or options["password_stdin"]
    password = (
        read_password(env_name=options["password_env"], from_stdin=options["password_stdin"], none=False, prompt="")
        if is_given
        else None
    )
    smtp_name = options["smtp_password_env"]
    smtp_password = from_environment(smtp_name) if smtp_name else password
    has_incoming = options["incoming_server"] or account["incoming_server"]
    has_smtp = options["smtp_server"] or account["smtp_server"]
    found = {"incoming_password": password} if password and has_incoming else {}
    return found | ({"smtp_password": smtp_password} if smtp_password and has_smtp else {})


def remove(
    *,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an account: it is polled and sends no more, what waits is cancelled. Its mail is kept."""
    with rest() as client:
        account = client.account(email_address, account_id)
        label = f"account {account['id']} ({account['email_address']})"
        if not yes:
            typer.confirm(f"Remove {label}? It is polled and sends no more; its mail is kept", abort=True)
        client.delete(f"/accounts/{account['id']}/")
    say(f"{label} is removed: its mail is kept, its address is free for another account")


def activate(*, email_address: EmailAddress = None, account_id: AccountId = None) -> None:
    """Poll and send again; what arrived meanwhile is history, no rule fires on it."""
    with rest() as client:
        _set_status(client, client.account(email_address, account_id), "active")


def deactivate(*, email_address: EmailAddress = None, account_id: AccountId = None) -> None:
    """Poll no more and take no new sends, until `mailweave accounts activate`."""
    with rest() as client:
        _set_status(client, client.account(email_address, account_id), "inactive")


def _set_status(client: Rest, account: Document, status: str) -> None:
    changed = client.patch(f"/accounts/{account['id']}/", {"status": status})
    say(f"account {changed['id']} ({changed['email_address']}) is {changed['status']}")
