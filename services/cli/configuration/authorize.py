"""`mailweave accounts authorize`: a person logs in at the provider; what comes of it is stored by REST."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.configuration.passwords import from_environment
from services.cli.mail.connectivity import passes_test
from services.cli.options import Account, AccountId, EmailAddress
from services.cli.rest import CommandError, Document, UsageError, rest
from services.cli.terminal import say

if TYPE_CHECKING:  # a login needs httpx and more, and `--help` logs nobody in
    from shared.oauth.providers import Configuration

TEST_WITHIN_S = 60.0


def authorize(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    device: Annotated[
        bool, typer.Option("--device", help="Log in on another device, with a code: there is no browser here.")
    ] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address, open no browser.")] = False,
    login_as: Annotated[
        str, typer.Option(help="Who logs in, where the mailbox is shared with them; default: the account's address.")
    ] = "",
    client_secret_env: Annotated[
        str | None, typer.Option(help="Environment variable with the application's secret, where it has one.")
    ] = None,
    timeout_s: Annotated[float, typer.Option(min=1, help="Seconds to wait for the login.")] = 600,
) -> None:
    """Log in to an account's provider (OAuth2), store what lets Mailweave stay logged in, and test it."""
    from services.cli.configuration.provider_login import Login

    client_secret = from_environment(client_secret_env) if client_secret_env else ""
    with rest() as client:
        account = client.account(email_address, account_id, which)
        login = Login(configuration_of(account), int(account["id"]), client_secret, time.monotonic() + timeout_s)
        hint = login_as or str(account["email_address"])
        granted = login.on_another_device() if device else login.by_browser(hint, opens_browser=not no_browser)
        if granted.refresh_token is None:
            raise CommandError(
                "the provider gave no refresh token, so the login would end within the hour: add offline_access to "
                "oauth_scopes, or let the application keep access, at the provider"
            )
        kept: Document = {"oauth_refresh_token": granted.refresh_token.get_secret_value()}
        is_kept = client_secret and not account["oauth_client_secret_ref"]  # else it lies where the account says
        kept |= {"oauth_client_secret": client_secret} if is_kept else {}
        # Of the version that was logged in to: another one may name another receiver for the token.
        account = client.patch(f"/accounts/{account['id']}/", kept, version=account["version"])
        label = f"account {account['id']} ({account['email_address']})"
        say(f"{label} is logged in; its servers are asked now")
        if not passes_test(client, account, TEST_WITHIN_S):
            raise CommandError(f"{label} is logged in, but did not pass its test: see above")


def configuration_of(account: Document) -> "Configuration":
    """How the account gets its tokens; UsageError where no person has to log in for it."""
    from shared.oauth.providers import Configuration, Grant, Provider

    name = f"account {account['id']}"
    if account["auth"] != "oauth2":
        raise UsageError(f"{name} logs in by password: `mailweave accounts change --auth oauth2 …` first")
    grant = Grant(account["oauth_grant"])
    if grant is not Grant.REFRESH_TOKEN:
        raise UsageError(
            f"{name} has oauth_grant={grant}, for which nobody logs in: test it with test-email-connectivity"
        )
    return Configuration(
        Provider(account["oauth_provider"]),
        grant,
        account["oauth_client_id"],
        account["oauth_tenant"],
        account["oauth_scopes"],
        account["oauth_token_url"],
        account["oauth_authorization_url"],
        account["oauth_device_url"],
    )
