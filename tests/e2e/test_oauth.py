"""A person adds an account that logs in by OAuth2, logs in, gets mail and answers it: all services, no password."""

import secrets
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.endpoints import Endpoints
from services.cli.app import run
from tests.fakes.oauth_model import Rotation
from tests.harness.database import fresh_database
from tests.harness.installation import Mailweave, installed
from tests.harness.oauth import OAuthGround
from tests.harness.oauth_accounts import ADA, SUPPORT
from tests.harness.wait import eventually_sync

QUESTION = b"From: Carl <carl@customer.example>\r\nTo: ada@shop.example\r\nSubject: Where is it?\r\n\r\nWhere?\r\n"
CLIENT_SECRET = "planted-client-secret-7"
MESSAGES = "SELECT count(*) FROM read_message WHERE account_id = %s AND subject = 'Where is it?'"


@pytest.fixture
def shop(stack: Endpoints, database_template: str, oauth: OAuthGround, tmp_path: Path) -> Iterator[Mailweave]:
    """A running installation that trusts the mail server's certificate, and a secret in a file."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/client").write_text(CLIENT_SECRET)
    ca_file = oauth.dovecot.server.ca_file
    prefix = f"o{secrets.token_hex(3)}."
    with (
        fresh_database(stack.database_url, database_template) as url,
        installed(
            stack, url, prefix, tmp_path, EMAIL_TLS_CA_FILE=ca_file, EMAIL_SECRET_FILES_DIR=str(tmp_path / "elsewhere")
        ) as running,
    ):
        yield running


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `mailweave …` printed; it must have gone well."""
    capsys.readouterr()
    code = run(arguments)
    printed = capsys.readouterr()
    assert code == 0, f"{printed.out}\n{printed.err}"
    return printed.out


@pytest.mark.timeout(240)
def test_mail_by_tokens_from_the_terminal_to_the_answer(
    shop: Mailweave,
    oauth: OAuthGround,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    oauth.server.model.clients["mailweave"] = CLIENT_SECRET
    oauth.server.model.rotation = Rotation.GRACE
    oauth.server.model.shared[ADA] = SUPPORT
    for name, value in shop.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.chdir(tmp_path)
    browser: list[threading.Thread] = []

    def opened(url: str) -> bool:
        browser.append(threading.Thread(target=httpx.get, args=[url], kwargs={"follow_redirects": True}))
        browser[-1].start()
        return True

    monkeypatch.setattr(webbrowser, "open", opened)
    mail, server = oauth.dovecot, oauth.server
    said = ""
    for address, secret in ((ADA, ("env", "CLIENT_SECRET")), (SUPPORT, ("ref", "file:client"))):
        said += called(
            capsys,
            *("accounts", "add", "--email-address", address, "--auth", "oauth2", "--oauth-client-id", "mailweave"),
            *("--oauth-scopes", "mail", f"--client-secret-{secret[0]}", secret[1], "--poll-frequency", "1"),
            *("--oauth-token-url", server.token_url, "--oauth-authorization-url", f"{server.url}/authorize"),
            *("--incoming-server", "localhost", "--incoming-port", str(mail.server.imaps)),
            *("--smtp-server", "localhost", "--smtp-port", str(mail.submission)),
        )
        said += called(
            capsys,
            *("accounts", "authorize", "--email-address", address, "--client-secret-env", "CLIENT_SECRET"),
        )
    assert said.count("imap ok: ") == said.count("smtp ok: ") == 2
    shop.until_live(1, 2)
    for account_id, address in ((1, ADA), (2, SUPPORT)):
        mail.deliver(address, QUESTION)
        arrived = lambda account_id=account_id: shop.rows(MESSAGES, account_id) == [(1,)]  # noqa: E731
        eventually_sync(arrived, deadline_s=60, what=f"the question in account {account_id}")
        said += called(
            capsys,
            *(
                "send",
                "--account-id",
                str(account_id),
                "--to",
                "carl@customer.example",
                "--subject",
                "Re: Where is it?",
            ),
            *("--body", "It is on its way.", "--wait"),
        )
    stored = shop.rows("SELECT oauth_client_secret IS NOT NULL FROM account_secret ORDER BY account_id")
    assert stored == [(True,), (False,)]
    assert {message.reverse_path for message in oauth.sink.messages()} == {ADA, SUPPORT}
    said += called(capsys, "accounts", "show", "--account-id", "1") + called(capsys, "accounts", "list")
    must_not_be_told(shop, oauth, said)


def must_not_be_told(shop: Mailweave, oauth: OAuthGround, said: str) -> None:
    """No secret of the login in what the commands said, in logs, metrics, events' copies, REST or rows."""
    model = oauth.server.model
    planted = [CLIENT_SECRET, *model.granted, *(token for login in model.logins for token in login.tokens)]
    assert len(planted) > 4
    logs = "".join(path.read_text(errors="replace") for path in shop.installation.folder.rglob("*.log"))
    assert "a new access token, good for 3600 s, the refresh token was rotated" in logs
    metrics = "".join(httpx.get(f"http://127.0.0.1:{port}/metrics").text for port in shop.installation.ports.values())
    assert 'mailweave_oauth_refreshes_total{outcome="granted",provider="custom"}' in metrics
    with shop.rest as rest:
        answers = rest.get("/accounts/").text + rest.get("/accounts/1/").text
    rows = str(shop.rows("SELECT account_token::text FROM account_token")) + str(
        shop.rows("SELECT account_secret::text FROM account_secret")
    )
    everything = said + logs + metrics + answers + rows
    assert [secret for secret in planted if secret in everything] == []
