"""What can be said of an account on the command line: `accounts add` and `accounts change` take the same."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from services.cli.configuration.tls_options import Tls

Command = TypeVar("Command", bound=Callable[..., None])


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


def _under(panel: str, text: str) -> Any:
    return typer.Option(help=text, rich_help_panel=panel)


_about = partial(_under, "The account")
_sending = partial(_under, "Sending")
_receiving = partial(_under, "Receiving")
_polling = partial(_under, "Polling")
_secret = partial(_under, "Passwords")
_oauth = partial(_under, "OAuth2 instead of passwords")


@dataclass(frozen=True)
class AccountOptions:
    """Each with what a new account gets without it. Its name is that of REST's field, but for lists and secrets."""

    name: Annotated[str, _about("What people call it; a new account without one: its address.")] = ""
    account_type: Annotated[AccountType, _about("Whose it is.")] = AccountType.SHARED
    department: Annotated[str, _about("Which department it belongs to.")] = ""
    member: Annotated[list[str] | None, _about("Address of somebody who works with it; repeatable, give all.")] = None
    plain_signature_file: Annotated[Path | None, _about("File with what its mail ends with, as text.")] = None
    html_signature_file: Annotated[Path | None, _about("The same as HTML.")] = None
    plain_footer_file: Annotated[Path | None, _about("File with what stands below the signature, as text.")] = None
    html_footer_file: Annotated[Path | None, _about("The same as HTML.")] = None
    mode: Annotated[Mode, _about("observe: everything is read, nothing is ever sent or changed.")] = Mode.LIVE
    encrypt_content: Annotated[
        bool, _about("Store texts and attachments encrypted; search finds its mail by subject and people alone.")
    ] = False
    own_address: Annotated[list[str] | None, _about("A further address of its own; repeatable, give all.")] = None
    smtp_server: Annotated[str, _sending("Host that sends.")] = ""
    smtp_port: Annotated[int, _sending("587 for STARTTLS, 465 for TLS from the start.")] = 587
    smtp_use_tls: Annotated[bool, _sending("Encrypt what is sent.")] = True
    smtp_tls: Annotated[Tls | None, _sending("Without one: implicit on port 465, else starttls.")] = None
    smtp_fingerprint: Annotated[str, _sending("SHA-256 of its only certificate; '' = any that verifies.")] = ""
    smtp_username: Annotated[str, _sending("User name for sending; without one: the address.")] = ""
    incoming_protocol: Annotated[IncomingProtocol, _receiving("How to fetch.")] = IncomingProtocol.IMAP
    incoming_server: Annotated[str, _receiving("Host that keeps the mailbox.")] = ""
    incoming_port: Annotated[int | None, _receiving("Its port; without one: by protocol and TLS.")] = None
    incoming_use_ssl: Annotated[bool, _receiving("Encrypt what is fetched.")] = True
    incoming_tls: Annotated[
        Tls | None, _receiving("implicit: from the first byte, as without one; starttls; none.")
    ] = None
    incoming_fingerprint: Annotated[str, _receiving("SHA-256 of the only certificate; '' = any that verifies.")] = ""
    ca_certificates: Annotated[str, _receiving("File (PEM) of authorities beside the machine's; '' = none.")] = ""
    incoming_username: Annotated[str, _receiving("User name for fetching; without one: the address.")] = ""
    allow_plaintext: Annotated[bool, _receiving("Needed for a connection without TLS.")] = False
    folder: Annotated[list[str] | None, _receiving("An IMAP folder; repeatable, give all; without one: INBOX.")] = None
    sent_folder: Annotated[str, _receiving("Folder of what was sent elsewhere, to join the threads; '' = none.")] = ""
    auto_polling_enabled: Annotated[bool, _polling("Poll it regularly.")] = True
    poll_frequency: Annotated[int | None, _polling("Seconds between polls.")] = None
    max_emails_per_poll: Annotated[int | None, _polling("How many to fetch in one poll at most.")] = None
    max_connections: Annotated[int | None, _polling("Connections when receiving; without one: its provider's.")] = None
    daily_download_mb: Annotated[int | None, _polling("MB a day to fetch; without one: its provider's.")] = None
    after_fetch: Annotated[AfterFetch, _polling("Do this on the server once a message is stored.")] = AfterFetch.NOTHING
    after_fetch_folder: Annotated[str, _polling("Where --after-fetch move moves to.")] = "Archive"
    after_fetch_days: Annotated[int, _polling("Days after fetching until that is done.")] = 0
    canary_every_s: Annotated[int, _polling("Seconds between mails to itself that show that mail comes; 0: none.")] = 0
    initial_history_days: Annotated[int, _polling("Days of old mail to fetch; no rule fires on it.")] = 7
    password_env: Annotated[str | None, _secret("Environment variable that holds the password.")] = None
    password_stdin: Annotated[bool, _secret("Read the password from standard input.")] = False
    smtp_password_env: Annotated[str | None, _secret("The same, when SMTP has another one.")] = None
    password_ref: Annotated[
        str | None, _secret("Where the password lies, read at each login: env:NAME, file:PATH, vault:MOUNT/PATH#FIELD.")
    ] = None
    smtp_password_ref: Annotated[str | None, _secret("The same, when SMTP has another one.")] = None
    auth: Annotated[Auth, _oauth("oauth2: by access tokens; log in with `accounts authorize`.")] = Auth.PASSWORD
    oauth_provider: Annotated[OAuthProvider, _oauth("Whose token server.")] = OAuthProvider.CUSTOM
    oauth_grant: Annotated[OAuthGrant, _oauth("By what right.")] = OAuthGrant.REFRESH_TOKEN
    oauth_client_id: Annotated[str, _oauth("The application's id at the provider.")] = ""
    oauth_tenant: Annotated[str, _oauth("Microsoft's directory (tenant).")] = ""
    oauth_scopes: Annotated[str, _oauth("Empty: what the provider needs for mail.")] = ""
    oauth_token_url: Annotated[str, _oauth("Empty: the provider's.")] = ""
    oauth_authorization_url: Annotated[str, _oauth("Empty: the provider's.")] = ""
    oauth_device_url: Annotated[str, _oauth("Empty: the provider's.")] = ""
    client_secret_env: Annotated[str | None, _oauth("Environment variable with the client secret.")] = None
    service_key_file: Annotated[Path | None, _oauth("Key file (JSON) of a service account.")] = None
    client_secret_ref: Annotated[str | None, _oauth("Where the client secret of OAuth2 lies.")] = None
    service_key_ref: Annotated[str | None, _oauth("Where the key file of a service account lies.")] = None


def of_a_new_account(command: Command) -> Command:
    """The command takes them all as keywords, each with its default."""
    return _taking(command, [_parameter(field, hint) for field, hint in _declared()])


def of_a_change(command: Command) -> Command:
    """The command takes them all as keywords; what is not given is None."""
    return _taking(command, [_parameter(field, _or_none(hint), None) for field, hint in _declared()])


def _declared() -> list[tuple[Field[Any], Any]]:
    hints = get_type_hints(AccountOptions, include_extras=True)
    return [(field, hints[field.name]) for field in fields(AccountOptions)]


def _or_none(hint: Any) -> Any:
    plain, option = hint.__origin__, hint.__metadata__[0]
    return Annotated[plain | None, option]


def _parameter(field: Field[Any], hint: Any, default: Any = MISSING) -> inspect.Parameter:
    given = field.default if default is MISSING else default
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=given, annotation=hint)


def _taking(command: Command, options: list[inspect.Parameter]) -> Command:
    """typer reads the signature: these stand in the place of the command's `**options`."""
    own = inspect.signature(command)
    kept = [each for each in own.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    command.__signature__ = own.replace(parameters=[*kept, *options])  # type: ignore[attr-defined]
    command.__annotations__ |= {each.name: each.annotation for each in options}
    return command
