"""`mailweave accounts authorize`: a person logs in at the provider; what comes of it is stored by REST."""

import asyncio
import secrets
import time
import webbrowser
from collections.abc import Mapping
from typing import Annotated

import typer

from services.cli.configuration.loopback import loopback
from services.cli.configuration.passwords import from_environment
from services.cli.mail.connectivity import passes_test
from services.cli.options import AccountId, EmailAddress
from services.cli.rest import CommandError, Document, UsageError, rest
from services.cli.settings import CliSettings
from services.cli.terminal import say
from shared.oauth.answer import Asked, Granted, Refusal
from shared.oauth.endpoint import TokenEndpoint, TooLargeError, server_name
from shared.oauth.person import (
    STILL_WAITING,
    USUAL_S,
    Authorization,
    DeviceLogin,
    LoginRefusedError,
    device_form,
    device_login,
)
from shared.oauth.providers import Configuration, Grant, Provider, address_fault

TEST_WITHIN_S = 60.0


def authorize(
    *,
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
    client_secret = from_environment(client_secret_env) if client_secret_env else ""
    with rest() as client:
        account = client.account(email_address, account_id)
        login = Login(configuration_of(account), int(account["id"]), client_secret, time.monotonic() + timeout_s)
        hint = login_as or str(account["email_address"])
        granted = login.on_another_device() if device else login.by_browser(hint, opens_browser=not no_browser)
        if granted.refresh_token is None:
            raise CommandError(
                "the provider gave no refresh token, so the login would end within the hour: add offline_access to "
                "oauth_scopes, or let the application keep access, at the provider"
            )
        kept: Document = {"oauth_refresh_token": granted.refresh_token.get_secret_value()}
        kept |= {"oauth_client_secret": client_secret} if client_secret else {}
        account = client.patch(f"/accounts/{account['id']}/", kept)
        label = f"account {account['id']} ({account['email_address']})"
        say(f"{label} is logged in; its servers are asked now")
        if not passes_test(client, account, TEST_WITHIN_S):
            raise CommandError(f"{label} is logged in, but did not pass its test: see above")


def configuration_of(account: Document) -> Configuration:
    """How the account gets its tokens; UsageError where no person has to log in for it."""
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


class Login:
    """One login of a person, until `give_up_at` (monotonic)."""

    def __init__(self, configuration: Configuration, account_id: int, client_secret: str, give_up_at: float) -> None:
        self._configuration = configuration
        self._account_id = account_id
        self._client_secret = client_secret
        self._give_up_at = give_up_at
        self._endpoint = TokenEndpoint(CliSettings.load().tls_ca_file)

    def by_browser(self, hint: str, *, opens_browser: bool) -> Granted:
        """Authorization code with PKCE on a loopback redirect."""
        self._need_address("authorization", self._configuration.authorization_address())
        codes: list[str] = []

        def take(path: str) -> bool:
            code = authorization.code_in(path)
            codes.extend([code] if code else [])
            return code is not None

        with loopback(take) as listener:
            # Without a path: providers compare what was registered, http://localhost, but for the port.
            redirect_uri = f"http://{self._configuration.preset.redirect_host}:{listener.port}"
            authorization = Authorization(redirect_uri, secrets.token_urlsafe(32), secrets.token_urlsafe(48))
            url = authorization.url(self._configuration, hint)
            say("open this address in a browser on this machine and log in:")
            typer.echo(url)
            if opens_browser:
                webbrowser.open(url)
            try:
                is_done = listener.wait(self._left_s())
            except LoginRefusedError as error:
                raise CommandError(f"{error}: log in again and allow the access") from None
        if not is_done:
            raise CommandError(
                "nobody logged in within the time: run it again; with no browser on this machine, --device"
            )
        return self._must(self._asked(authorization.form(self._configuration, codes[0], self._client_secret)))

    def on_another_device(self) -> Granted:
        """Device authorization grant."""
        url = self._configuration.device_address()
        if not url:
            raise UsageError(
                f"--device: {self._configuration.provider} has no such login for mail (Google's does not give Gmail's "
                "scope): log in without it, or set oauth_device_url"
            )
        self._need_address("device", url)
        begun = self._begun(url)
        say(f"open {begun.verification_uri} on any device and type the code {begun.user_code}")
        wait_s, until = begun.interval_s, min(self._give_up_at, time.monotonic() + begun.life_s)
        while time.monotonic() < until:
            time.sleep(wait_s)
            answer = self._asked(begun.form(self._configuration, self._client_secret))
            if isinstance(answer, Granted) or answer.code not in STILL_WAITING:
                return self._must(answer)
            wait_s += USUAL_S if answer.code == "slow_down" else 0.0  # RFC 8628 §3.5
        raise CommandError("nobody logged in within the time: run it again")

    def _begun(self, url: str) -> DeviceLogin:
        try:
            status, _, body = asyncio.run(self._endpoint.posted(url, device_form(self._configuration)))
            return device_login(status, body)
        except LoginRefusedError as error:
            raise CommandError(f"{error}: let the application be a public client, at the provider") from None
        except (OSError, ValueError, TooLargeError) as error:
            raise CommandError(
                f"{server_name(url)} cannot be asked ({type(error).__name__}): correct oauth_device_url"
            ) from None

    def _asked(self, form: Mapping[str, str]) -> Granted | Refusal:
        url = self._configuration.token_address()
        self._need_address("token", url)
        own = tuple(form[name] for name in ("client_secret", "code", "code_verifier", "device_code") if name in form)
        asked = Asked(server_name(url), Grant.REFRESH_TOKEN, self._account_id, own)
        return asyncio.run(self._endpoint.ask(asked, url, form))

    def _must(self, answer: Granted | Refusal) -> Granted:
        if isinstance(answer, Granted):
            return answer
        if answer.code == "invalid_client" and not self._client_secret:
            raise CommandError(f"{answer.happened}: the application has a secret: give it by --client-secret-env NAME")
        raise CommandError(str(answer))

    def _need_address(self, which: str, url: str) -> None:
        if fault := address_fault(url):
            raise CommandError(f"oauth_{which}_url {fault}: set it on the account")

    def _left_s(self) -> float:
        return self._give_up_at - time.monotonic()
