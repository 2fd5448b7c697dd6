"""A person's login at the provider of an account, as a terminal can do it: by a browser here, or on another device."""

import asyncio
import secrets
import time
import webbrowser
from collections.abc import Mapping

import typer

from services.cli.configuration.loopback import loopback
from services.cli.rest import CommandError, UsageError
from services.cli.settings import CliSettings
from services.cli.terminal import say
from shared.oauth.answer import Asked, Granted, Refusal
from shared.oauth.endpoint import UNREACHABLE, TokenEndpoint, TooLargeError, reason_of, server_name
from shared.oauth.person import (
    STILL_WAITING,
    USUAL_S,
    Authorization,
    DeviceLogin,
    LoginRefusedError,
    device_form,
    device_login,
)
from shared.oauth.providers import Configuration, Grant, address_fault


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
        except (*UNREACHABLE, TooLargeError) as error:
            raise CommandError(
                f"{server_name(url)} cannot be asked ({reason_of(error)}): correct oauth_device_url"
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
