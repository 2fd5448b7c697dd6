"""`mailweave accounts add|list`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from services.cli.configuration import tls_options as tls
from services.cli.configuration.account_options import Auth, OAuthGrant, of_a_new_account
from services.cli.configuration.discovery import PresetOption, servers_of, the_address
from services.cli.configuration.passwords import from_environment, key_file, read_password
from services.cli.configuration.references import REFERENCE_OPTIONS, oauth_references, password_references
from services.cli.configuration.texts import TEXT_OPTIONS, texts
from services.cli.health import NO_ACCOUNTS, error_lines, state_of
from services.cli.mail.connectivity import print_results
from services.cli.options import Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import CommandError, Document, Rest, UsageError, rest
from services.cli.terminal import in_minutes
from shared.oauth.key_file import service_key_fault

PASSWORD_OPTIONS = {"password_env", "password_stdin", "no_password", "smtp_password_env"}
OAUTH_SECRET_OPTIONS = {"client_secret_env", "service_key_file"}
NOT_FIELDS = PASSWORD_OPTIONS | OAUTH_SECRET_OPTIONS | REFERENCE_OPTIONS | TEXT_OPTIONS | {"ca_certificates"}
TEST_WITHIN_S = 70.0


@of_a_new_account
def add(
    context: typer.Context,
    address: Annotated[str | None, typer.Argument(help="The account's address; also the default user name.")] = None,
    *,
    email_address: Annotated[str | None, typer.Option(help="The same as an option.")] = None,
    preset: PresetOption = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For an account that only sends, by a server that asks for none.")
    ] = False,
    test: Annotated[
        bool | None,
        typer.Option("--test/--no-test", help="Save it only when its servers work; the default where they were found."),
    ] = None,
    **options: Any,
) -> None:
    """Configure an account. The password is asked for, or read as an option says; it is never an argument.

    Without servers, those of --preset are taken, or they are found from the address and said.
    """
    given = options | {"email_address": the_address(address, email_address), "no_password": no_password}
    with rest() as client:
        is_told = given["incoming_server"] or given["smtp_server"]
        found = {} if is_told else servers_of(client, given["email_address"], preset)
        found = {name: value for name, value in found.items() if not _is_typed(context, name)}
        document = account_document(given | found)
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
    document |= texts(options) | tls.given_authorities(options)
    if not options["incoming_port"]:
        del document["incoming_port"]
    if options["auth"] == Auth.OAUTH2:
        return document | oauth_secrets(options) | oauth_references(options)
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
    has_incoming, has_smtp = bool(options["incoming_server"]), bool(options["smtp_server"])
    references = password_references(options, has_incoming=has_incoming, has_smtp=has_smtp)
    password = None
    if options["password_ref"] is None:
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
    found = references | ({"incoming_password": password} if password and has_incoming else {})
    has_smtp_password = smtp_password and has_smtp and "smtp_password_ref" not in references
    return found | ({"smtp_password": smtp_password} if has_smtp_password else {})


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
