"""`mailweave accounts authorize`: a person's login from the terminal, against an OAuth2 server over HTTP."""

import threading
import webbrowser
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from services.cli.configuration import authorize
from shared.events.topics import CONNECTIVITY_REQUESTED
from shared.ids import AccountKey
from shared.oauth.store import SealedPlace
from shared.seal import Vault
from tests.fakes.oauth_model import Rotation
from tests.fakes.oauth_server import OAuthServer, oauth_server
from tests.harness.oauth_accounts import ADA
from tests.harness.wait import eventually_sync
from tests.integration.rest import SECRET_KEY, RunningApi
from tests.integration.terminal import ADD_POLLER_CHECK, Answering, Terminal, one_line

STORED = """
SELECT account_key, refresh_token, oauth_client_secret FROM account JOIN account_token ON account_id = id
JOIN account_secret USING (account_id)
"""
ADDED = (
    *("accounts", "add", "--email-address", ADA, "--incoming-server", "imap.shop.example", "--auth", "oauth2"),
    *("--oauth-client-id", "mailweave", "--oauth-scopes", "mail"),
)
AUTHORIZE = ("accounts", "authorize", "--account-id", "1")


@pytest.fixture
def server() -> Iterator[OAuthServer]:
    with oauth_server() as running:
        yield running


@pytest.fixture
def added(mailweave: Terminal, server: OAuthServer) -> None:
    urls = ("--oauth-token-url", server.token_url, "--oauth-authorization-url", f"{server.url}/authorize")
    code, printed, error = mailweave(*ADDED, *urls, "--oauth-device-url", f"{server.url}/device")
    assert (code, error) == (0, "")
    assert printed.splitlines()[-1] == "next: mailweave accounts authorize --account-id 1"


@pytest.fixture
def working(api: RunningApi) -> Iterator[None]:
    """Whoever asks for a connectivity test hears that all is well."""
    answer = lambda event: api.run(ADD_POLLER_CHECK, event.check_id, True, "IMAP login works")  # noqa: E731
    with Answering(api, CONNECTIVITY_REQUESTED, answer):
        yield


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[str], object]], None]]:
    """Lets this be done with the address that the command opens."""
    started: list[threading.Thread] = []

    def does(what: Callable[[str], object]) -> None:
        def opened(url: str) -> bool:
            started.append(threading.Thread(target=what, args=[url]))
            started[-1].start()
            return True

        monkeypatch.setattr(webbrowser, "open", opened)

    yield does
    for thread in started:
        thread.join(timeout=30)


def follow(url: str) -> httpx.Response:
    return httpx.get(url, follow_redirects=True, timeout=10, trust_env=False)


def stored_secrets(api: RunningApi) -> list[Any]:
    """The refresh token and the client secret that are stored, opened."""
    vault = Vault(SecretStr(SECRET_KEY))
    [(key, refresh_token, client_secret)] = api.run(STORED)
    places = ((SealedPlace.REFRESH_TOKEN, refresh_token), (SealedPlace.CLIENT_SECRET, client_secret))
    opened = [place.opened(AccountKey(UUID(str(key))), sealed, vault) for place, sealed in places]
    return [secret.get_secret_value() if secret is not None else None for secret in opened]


@pytest.mark.usefixtures("added", "working")
def test_a_login_by_browser_is_stored_and_tested(
    mailweave: Terminal, api: RunningApi, server: OAuthServer, browser: Any
) -> None:
    pages: list[httpx.Response] = []
    browser(lambda url: pages.append(follow(url)))
    code, printed, error = mailweave(*AUTHORIZE)
    assert (code, error) == (0, "")
    assert "account 1 (ada@shop.example) is logged in" in printed
    assert "imap ok: IMAP login works" in printed
    [login] = server.model.logins
    assert stored_secrets(api) == [login.tokens[0], None]
    assert login.tokens[0] not in printed
    assert "go back to the terminal" in pages[0].text


@pytest.mark.usefixtures("added", "working")
def test_who_comes_with_another_state_is_sent_away(mailweave: Terminal, server: OAuthServer, browser: Any) -> None:
    refused: list[int] = []

    def forge_then_log_in(url: str) -> None:
        back = httpx.URL(url).params["redirect_uri"]
        forged = ("/?code=stolen&state=guessed", "/?code=stolen", "/favicon.ico")
        refused.extend(httpx.get(f"{back}{each}", trust_env=False).status_code for each in forged)
        follow(url)

    browser(forge_then_log_in)
    assert mailweave(*AUTHORIZE)[0] == 0
    assert refused == [400, 400, 400]
    assert [form["code_verifier"] != "" for form in server.forms] == [True]


@pytest.mark.usefixtures("added", "working")
def test_a_login_on_another_device_is_stored_and_tested(
    mailweave: Terminal, api: RunningApi, server: OAuthServer
) -> None:
    def approve() -> None:
        asked = lambda: [form for form in server.forms if "device_code" in form]  # noqa: E731
        eventually_sync(asked, deadline_s=20, what="the command asks whether it is done")
        server.model.approve(next(iter(server.model.devices.values())).user_code)

    person = threading.Thread(target=approve)
    person.start()
    code, printed, error = mailweave(*AUTHORIZE, "--device")
    person.join()
    assert (code, error) == (0, "")
    assert "open https://login.example/device on any device and type the code CODE-" in printed
    assert stored_secrets(api) == [server.model.logins[0].tokens[0], None]


@pytest.mark.usefixtures("added", "working")
def test_the_secret_of_the_application_is_stored_with_the_login(
    mailweave: Terminal, api: RunningApi, server: OAuthServer, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.model.clients["mailweave"] = "app-secret-1"
    server.model.rotation = Rotation.GRACE
    browser(follow)
    code, _, error = mailweave(*AUTHORIZE)
    assert (code, "the application has a secret: give it by --client-secret-env" in one_line(error)) == (1, True)
    monkeypatch.setenv("APP_SECRET", "app-secret-1")
    code, _, error = mailweave(*AUTHORIZE, "--client-secret-env", "APP_SECRET")
    assert (code, error) == (0, "")
    assert stored_secrets(api) == [server.model.logins[-1].tokens[0], "app-secret-1"]


@pytest.mark.usefixtures("added")
def test_a_login_at_a_provider_that_was_replaced_meanwhile_is_not_stored(
    mailweave: Terminal, api: RunningApi, browser: Any
) -> None:
    def replace_then_log_in(url: str) -> None:
        change = {"oauth_token_url": "https://login.other.example/token"}
        assert api.client.patch("/accounts/1/", json=change).status_code == 200
        follow(url)

    browser(replace_then_log_in)
    code, _, error = mailweave(*AUTHORIZE)
    assert (code, "account 1 is at version 2 now" in one_line(error)) == (1, True), error
    assert stored_secrets(api) == [None, None]


def test_what_is_no_login_is_said(
    mailweave: Terminal,
    api: RunningApi,
    server: OAuthServer,
    browser: Any,
    monkeypatch: pytest.MonkeyPatch,
    added: None,
) -> None:
    def refused(*arguments: str, code: int = 1) -> str:
        found, _, error = mailweave(*AUTHORIZE, *arguments)
        assert found == code, error
        return one_line(error)

    def say_no(url: str) -> None:
        query = httpx.URL(url).params
        follow(f"{query['redirect_uri']}?error=access_denied&state={query['state']}")

    browser(say_no)
    assert "the provider gave no login (access_denied): log in again and allow the access" in refused()
    browser(lambda _: None)
    assert "nobody logged in within the time" in refused("--timeout-s", "1")
    browser(follow)
    monkeypatch.setattr(authorize, "TEST_WITHIN_S", 0.1)
    assert "is logged in, but did not pass its test" in refused()
    closed = "http://127.0.0.1:1/device"
    assert mailweave("accounts", "change", "--account-id", "1", "--oauth-device-url", closed)[0] == 0
    assert "127.0.0.1:1 cannot be asked (connection refused): correct oauth_device_url" in refused("--device")
    assert mailweave("accounts", "change", "--account-id", "1", "--oauth-device-url", "")[0] == 0
    assert "--device: custom has no such login for mail" in refused("--device", code=2)
    assert mailweave("accounts", "change", "--account-id", "1", "--auth", "password")[0] == 0
    assert "account 1 logs in by password" in refused(code=2)


WRONG = {
    "no client": (
        ("--oauth-token-url", "https://login.example/token", "--oauth-client-id", ""),
        "needs oauth_client_id",
    ),
    "no address": ((), "oauth_provider=custom needs oauth_token_url"),
    "an address without TLS": (("--oauth-token-url", "http://login.example/token"), "oauth_token_url"),
    "not Google's grant": (
        ("--oauth-provider", "google", "--oauth-grant", "client_credentials"),
        "google knows oauth_grant=refresh_token and service_account for mail, not client_credentials",
    ),
    "no key file": (("--oauth-provider", "google", "--service-key-file", "gone.json"), "gone.json cannot be read"),
}


@pytest.mark.parametrize(("options", "words"), WRONG.values(), ids=WRONG)
def test_an_account_that_cannot_log_in_is_refused(mailweave: Terminal, options: tuple[str, ...], words: str) -> None:
    code, _, error = mailweave(*ADDED, *options)
    assert (code != 0, words in one_line(error)) == (True, True), error
