"""`mailweave accounts add|list`."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.configuration import tls_options as tls
from services.cli.configuration.discovery import PresetOption, servers_of, the_address
from services.cli.configuration.passwords import from_environment, key_file, read_password
from services.cli.health import NO_ACCOUNTS, error_lines, state_of
from services.cli.mail.connectivity import print_results
from services.cli.options import Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import CommandError, Document, Rest, UsageError, rest
from services.cli.terminal import in_minutes
from shared.oauth.key_file import service_key_fault

PASSWORD_OPTIONS = {"password_env", "password_stdin", "no_password", "smtp_password_env"}
OAUTH_SECRET_OPTIONS = {"client_secret_env", "service_key_file"}
NOT_FIELDS = PASSWORD_OPTIONS | OAUTH_SECRET_OPTIONS | {"test", "address", "preset", "ca_certificates"}
TEST_WITHIN_S = 70.0


class AccountType(StrEnum):
    """Whose account it is."""

    INDIVIDUAL = "individual"
    SHARED = "shared"
    DEPARTMENT = "department"


class Mode(StrEnum):
    """Whether anything may be sent or changed for it."""

    LIVE = "live"
    OBSERVE = "observe"


class IncomingProtocol(StrEnum):
    """How mail is fetched."""

    IMAP = "imap"
    POP3 = "pop3"


class AfterFetch(StrEnum):
    """What is done on the server with a message that is stored."""

    NOTHING = "nothing"
    SEEN = "seen"
    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


class Auth(StrEnum):
    """How to log in."""

    PASSWORD = "password"  # noqa: S105 - a word
    OAUTH2 = "oauth2"


class OAuthProvider(StrEnum):
    """Whose token server."""

    CUSTOM = "custom"
    GOOGLE = "google"
    MICROSOFT = "microsoft"


class OAuthGrant(StrEnum):
    """By what right tokens are asked for."""

    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a word
    CLIENT_CREDENTIALS = "client_credentials"
    SERVICE_ACCOUNT = "service_account"


def add(
    context: typer.Context,
    address: Annotated[str | None, typer.Argument(help="The account's address; also the default user name.")] = None,
    *,
    email_address: Annotated[str | None, typer.Option(help="The same as an option.")] = None,
    preset: PresetOption = None,
    name: Annotated[str, typer.Option(help="What people call it; default: the address.")] = "",
    account_type: Annotated[AccountType, typer.Option(help="Whose it is.")] = AccountType.SHARED,
    department: Annotated[str, typer.Option(help="Which department it belongs to.")] = "",
    mode: Annotated[
        Mode, typer.Option(help="observe: everything is read, nothing is ever sent or changed.")
    ] = Mode.LIVE,
    own_address: Annotated[list[str] | None, typer.Option(help="A further address of its own; repeatable.")] = None,
    smtp_server: Annotated[str, typer.Option(help="Host that sends.")] = "",
    smtp_port: Annotated[int, typer.Option(help="587 for STARTTLS, 465 for TLS from the start.")] = 587,
    smtp_use_tls: Annotated[bool, typer.Option(help="Encrypt what is sent.")] = True,
    smtp_tls: tls.SmtpTls = None,
    smtp_fingerprint: tls.SmtpFingerprint = "",
    smtp_username: Annotated[str, typer.Option(help="Default: the address.")] = "",
    incoming_protocol: Annotated[IncomingProtocol, typer.Option(help="How to fetch.")] = IncomingProtocol.IMAP,
    incoming_server: Annotated[str, typer.Option(help="Host that keeps the mailbox.")] = "",
    incoming_port: Annotated[int | None, typer.Option(help="Default: by protocol and TLS.")] = None,
    incoming_use_ssl: Annotated[bool, typer.Option(help="Encrypt what is fetched.")] = True,
    incoming_tls: tls.IncomingTls = None,
    incoming_fingerprint: tls.IncomingFingerprint = "",
    incoming_username: Annotated[str, typer.Option(help="Default: the address.")] = "",
    ca_certificates: tls.CaCertificates = "",
    allow_plaintext: Annotated[bool, typer.Option(help="Needed for a connection without TLS.")] = False,
    folder: Annotated[list[str] | None, typer.Option(help="An IMAP folder; repeatable; default INBOX.")] = None,
    auto_polling_enabled: Annotated[bool, typer.Option(help="Poll it regularly.")] = True,
    poll_frequency: Annotated[int | None, typer.Option(help="Seconds between polls.")] = None,
    max_emails_per_poll: Annotated[int | None, typer.Option(help="How many to fetch in one poll at most.")] = None,
    after_fetch: Annotated[AfterFetch, typer.Option(help="Do this on the server once a message is stored.")] = (
        AfterFetch.NOTHING
    ),
    after_fetch_folder: Annotated[str, typer.Option(help="Where --after-fetch move moves to.")] = "Archive",
    after_fetch_days: Annotated[int, typer.Option(help="Days after fetching until that is done.")] = 0,
    initial_history_days: Annotated[int, typer.Option(help="Days of old mail to fetch; no rule fires on it.")] = 7,
    password_env: Annotated[str | None, typer.Option(help="Environment variable that holds the password.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For an account that only sends, by a server that asks for none.")
    ] = False,
    smtp_password_env: Annotated[str | None, typer.Option(help="The same, when SMTP has another one.")] = None,
    auth: Annotated[
        Auth, typer.Option(help="oauth2: by access tokens; log in with `accounts authorize`.")
    ] = Auth.PASSWORD,
    oauth_provider: Annotated[OAuthProvider, typer.Option(help="Whose token server.")] = OAuthProvider.CUSTOM,
    oauth_grant: Annotated[OAuthGrant, typer.Option(help="By what right.")] = OAuthGrant.REFRESH_TOKEN,
    oauth_client_id: Annotated[str, typer.Option(help="The application's id at the provider.")] = "",
    oauth_tenant: Annotated[str, typer.Option(help="Microsoft's directory (tenant).")] = "",
    oauth_scopes: Annotated[str, typer.Option(help="Default: what the provider needs for mail.")] = "",
    oauth_token_url: Annotated[str, typer.Option(help="Default: the provider's.")] = "",
    oauth_authorization_url: Annotated[str, typer.Option(help="Default: the provider's.")] = "",
    oauth_device_url: Annotated[str, typer.Option(help="Default: the provider's.")] = "",
    client_secret_env: Annotated[str | None, typer.Option(help="Environment variable with the client secret.")] = None,
    service_key_file: Annotated[Path | None, typer.Option(help="Key file (JSON) of a service account.")] = None,
    test: Annotated[
        bool | None,
        typer.Option("--test/--no-test", help="Save it only when its servers work; the default where they were found."),
    ] = None,
) -> None:
    """Configure an account. The password is asked for, or read as an option says; it is never an argument.

    Without servers, those of --preset are taken, or they are found from the address and said.
    """
    given = context.params | {"email_address": the_address(address, email_address)}  # all of the above, by name
    with rest() as client:
        found = {} if incoming_server or smtp_server else servers_of(client, given["email_address"], preset)
        document = account_document(
            given | {name: value for name, value in found.items() if not _is_typed(context, name)}
        )
        is_tested = bool(found) if test is None else test
        account = _tested(client, document) if is_tested else client.post("/accounts/", document)
    typer.echo(f"account {account['id']} ({account['email_address']}) is {account['status']}")
    is_login_due = account["auth"] == Auth.OAUTH2 and account["oauth_grant"] == OAuthGrant.REFRESH_TOKEN
    command = "accounts authorize" if is_login_due else "test-email-connectivity"
    typer.echo(f"next: mailweave {command} --account-id {account['id']}")


def _is_typed(context: typer.Context, name: str) -> bool:
    """Whether an option was given, not left at its default, or one that says the same."""
    sources = [context.get_parameter_source(each) for each in (name, *tls.SAID_BY.get(name, ()))]
    return any(source is not None and source.name != "DEFAULT" for source in sources)


def _tested(client: Rest, document: Document) -> Document:
    try:
        return client.post("/accounts/?test=true", document, timeout_s=TEST_WITHIN_S)
    except CommandError as error:
        if not error.results:
            raise
        print_results(error.results, str(document["incoming_protocol"]))
        raise CommandError("not saved: correct what is said above, or leave out --test and correct it later") from error


def account_document(options: Mapping[str, Any]) -> Document:
    """What REST is asked to create: each option in the field of its name, passwords for servers that there are."""
    document = {name: value for name, value in options.items() if name not in NOT_FIELDS}
    folders, own_addresses = document.pop("folder"), document.pop("own_address")
    document |= {"name": options["name"] or options["email_address"], "own_addresses": list(own_addresses or ())}
    document |= {"folders": list(folders)} if folders else {}
    document |= tls.given_authorities(options)
    if not options["incoming_port"]:
        del document["incoming_port"]
    if options["auth"] == Auth.OAUTH2:
        return document | oauth_secrets(options)
    return document | _passwords(options)


def oauth_secrets(options: Mapping[str, Any]) -> Document:
    """What proves the application to its provider, by the options that say where it is."""
    name, path = options["client_secret_env"], options["service_key_file"]
    found = {"oauth_client_secret": from_environment(name)} if name else {}
    if path is None:
        return found
    text = key_file(path)
    if fault := service_key_fault(text):
        raise UsageError(f"--service-key-file: {path} {fault}")
    return found | {"oauth_service_key": text}


def _passwords(options: Mapping[str, Any]) -> Document:
    password = read_password(
        env_name=options["password_env"],
        from_stdin=options["password_stdin"],
        none=options["no_password"],
        prompt=f"Password of {options['email_address']}",
    )
    if options["no_password"] and options["incoming_server"]:
        raise UsageError(
            "--no-password: no IMAP or POP3 server shows a mailbox without one; "
            "give --password-env NAME or --password-stdin, or leave out --incoming-server"
        )
    smtp_name = options["smtp_password_env"]
    smtp_password = from_environment(smtp_name) if smtp_name else password
    found = {"incoming_password": password} if password and options["incoming_server"] else {}
    return found | ({"smtp_password": smtp_password} if smtp_password and options["smtp_server"] else {})


def list_accounts(*, output: Output = OutputFormat.TABLE) -> None:
    """Show all accounts with their state: what ails one stands below, with since, reason and next try."""
    with rest() as client:
        accounts = list(client.all("/accounts/"))
    show_list(accounts, COLUMNS, output, empty=NO_ACCOUNTS, below=error_lines(accounts))


def _fetches(account: Document) -> str:
    return account["incoming_protocol"] if account["incoming_server"] else "-"


def _status(account: Document) -> str:
    return "observes" if account["status"] == "active" and account["mode"] == "observe" else str(account["status"])


COLUMNS: Columns = {
    "id": "id",
    "address": "email_address",
    "status": _status,
    "state": state_of,
    "fetches": _fetches,
    "last good poll": lambda account: in_minutes(account["last_good_poll_at"]),
}
