"""What `mailweave accounts add` asks REST for."""

import io
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from services.api.accounts.fields import OAUTH_SECRETS
from services.api.accounts.references import REFERENCES
from services.api.accounts.resources import NewAccount
from services.cli.configuration.account_changes import account_change, change
from services.cli.configuration.accounts import account_document, add
from services.cli.configuration.discovery import servers_of
from services.cli.rest import CommandError, Document, Rest, UsageError

PLAIN = ["--email-address", "a@b.test", "--incoming-server", "imap.b.test"]
SENDS = ["--email-address", "a@b.test", "--smtp-server", "smtp.b.test"]
TEXTS = {"members", "plain_signature", "html_signature", "plain_footer", "html_footer"}
BOTH = [*PLAIN, "--smtp-server", "smtp.b.test"]
NO_OPTIONS_OF_IT = {"address", "preset", "test"}
PASSWORDS = ["--password-env", "MAIL_PASSWORD"]


def asked(*arguments: str) -> Document:
    """The document that these options make."""
    app = typer.Typer(add_completion=False)
    app.command()(add)
    context = typer.main.get_command(app).make_context("add", [*arguments])
    return account_document({name: value for name, value in context.params.items() if name not in NO_OPTIONS_OF_IT})


@pytest.fixture(autouse=True)
def _passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "one")
    monkeypatch.setenv("SMTP_PASSWORD", "two")


def test_every_option_is_a_field_of_rest() -> None:
    document = asked(*BOTH, *PASSWORDS, "--incoming-port", "143", "--folder", "Sales")
    assert document.keys() - NewAccount.model_fields.keys() == set()
    assert NewAccount.model_fields.keys() - document.keys() == {"status", *OAUTH_SECRETS, *REFERENCES, *TEXTS}


def test_a_change_says_only_what_was_given() -> None:
    app = typer.Typer(add_completion=False)
    app.command()(change)
    context = typer.main.get_command(app).make_context("change", ["--new-address", "b@b.test", "--no-smtp-use-tls"])
    account = {"incoming_server": "imap.b.test", "smtp_server": ""}
    assert account_change(context.params, account) == {"email_address": "b@b.test", "smtp_use_tls": False}


def test_who_logs_in_by_tokens_is_asked_for_no_password() -> None:
    oauth = ("--auth", "oauth2", "--oauth-provider", "microsoft", "--oauth-client-id", "app-1")
    account = NewAccount(**asked(*BOTH, *oauth))
    assert (account.auth, account.incoming_password, account.oauth_client_secret) == ("oauth2", None, None)
    assert account.columns()["smtp_username"] == "a@b.test"


def test_the_secrets_of_an_application_are_read_from_where_the_options_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key.json"
    key.write_text('{"client_email": "bot@x.example", "private_key": "…"}')
    monkeypatch.setenv("APP_SECRET", "three")
    oauth = ("--auth", "oauth2", "--oauth-provider", "google", "--oauth-grant", "service_account")
    document = asked(*PLAIN, *oauth, "--service-key-file", str(key), "--client-secret-env", "APP_SECRET")
    assert (document["oauth_service_key"], document["oauth_client_secret"]) == (key.read_text(), "three")
    key.write_text("{}")
    with pytest.raises(UsageError, match="has no client_email or no private_key"):
        asked(*PLAIN, *oauth, "--service-key-file", str(key))


def test_rest_takes_it() -> None:
    account = NewAccount(**asked(*BOTH, *PASSWORDS, "--own-address", "c@b.test", "--poll-frequency", "60"))
    assert (account.own_addresses, account.poll_frequency, account.account_type) == (["c@b.test"], 60, "shared")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], {"name": "a@b.test", "own_addresses": [], "poll_frequency": None}, id="defaults"),
        pytest.param(["--name", "Sales"], {"name": "Sales"}, id="name"),
        pytest.param(["--folder", "A", "--folder", "B"], {"folders": ["A", "B"]}, id="folders"),
        pytest.param(["--incoming-port", "143"], {"incoming_port": 143}, id="port"),
        pytest.param(["--no-smtp-use-tls"], {"smtp_use_tls": False}, id="switched off"),
    ],
)
def test_an_option_goes_to_the_field_of_its_name(options: list[str], expected: dict[str, Any]) -> None:
    document = asked(*PLAIN, *PASSWORDS, *options)
    assert {name: document[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([*SENDS, "--no-password"], {}, id="none"),
        pytest.param([*PLAIN, *PASSWORDS], {"incoming_password": "one"}, id="only where mail is fetched"),
        pytest.param([*BOTH, *PASSWORDS], {"incoming_password": "one", "smtp_password": "one"}, id="one for both"),
        pytest.param(
            [*BOTH, *PASSWORDS, "--smtp-password-env", "SMTP_PASSWORD"],
            {"incoming_password": "one", "smtp_password": "two"},
            id="one each",
        ),
    ],
)
def test_passwords_go_to_the_servers_that_there_are(options: list[str], expected: dict[str, str]) -> None:
    found = {name: value for name, value in asked(*options).items() if "password" in name}
    assert found == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(
            [*BOTH, "--password-ref", "file:a"],
            {"incoming_password_ref": "file:a", "smtp_password_ref": "file:a"},
            id="one for both",
        ),
        pytest.param([*PLAIN, "--password-ref", "env:A"], {"incoming_password_ref": "env:A"}, id="only where used"),
        pytest.param(
            [*BOTH, "--password-ref", "env:A", "--smtp-password-ref", "vault:s/a#b"],
            {"incoming_password_ref": "env:A", "smtp_password_ref": "vault:s/a#b"},
            id="one each",
        ),
        pytest.param(
            [*BOTH, *PASSWORDS, "--smtp-password-ref", "env:A"],
            {"incoming_password": "one", "smtp_password_ref": "env:A"},
            id="a password and a place",
        ),
        pytest.param(
            [*BOTH, "--password-ref", "env:A", "--smtp-password-env", "SMTP_PASSWORD"],
            {"incoming_password_ref": "env:A", "smtp_password": "two"},
            id="a place and a password",
        ),
    ],
)
def test_where_a_password_lies_goes_to_rest_and_none_is_asked_for(options: list[str], expected: dict[str, str]) -> None:
    document = asked(*options)
    assert {name: value for name, value in document.items() if "password" in name} == expected
    assert NewAccount(**document).incoming_username == ""


def test_where_the_secrets_of_an_application_lie_goes_to_rest() -> None:
    oauth = ("--auth", "oauth2", "--oauth-provider", "google", "--oauth-grant", "service_account")
    document = asked(*PLAIN, *oauth, "--service-key-ref", "file:key", "--client-secret-ref", "env:A")
    assert (document["oauth_service_key_ref"], document["oauth_client_secret_ref"]) == ("file:key", "env:A")


def test_signatures_footers_and_members_go_to_rest(tmp_path: Path) -> None:
    (tmp_path / "signature").write_text("Ada\nShop\n")
    (tmp_path / "footer").write_text("<p>Shop Ltd.</p>")
    files = ("--plain-signature-file", str(tmp_path / "signature"), "--html-footer-file", str(tmp_path / "footer"))
    account = NewAccount(**asked(*PLAIN, *PASSWORDS, *files, "--member", "ada@b.test", "--member", "bob@b.test"))
    assert (account.plain_signature, account.html_footer) == ("Ada\nShop", "<p>Shop Ltd.</p>")
    assert (account.members, account.html_signature) == (["ada@b.test", "bob@b.test"], "")


def test_a_signature_that_cannot_be_read_is_said_by_its_option(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"--html-signature-file: .* cannot be read \(No such file or directory\)"):
        asked(*PLAIN, *PASSWORDS, "--html-signature-file", str(tmp_path / "none"))


@pytest.mark.parametrize("options", [PASSWORDS, ["--password-stdin"]], ids=["variable", "standard input"])
def test_a_password_and_its_place_are_not_taken_together(options: list[str]) -> None:
    with pytest.raises(UsageError, match="give a password or --password-ref, not both"):
        asked(*BOTH, *options, "--password-ref", "file:a")


def test_what_is_not_given_is_left_to_rest() -> None:
    assert {"folders", "incoming_port", "incoming_password", "smtp_password"} & asked(
        *SENDS, "--no-password"
    ).keys() == set()


def test_a_mailbox_without_a_password_is_refused_at_once_and_not_by_the_first_poll() -> None:
    with pytest.raises(UsageError, match="give --password-env NAME or --password-stdin"):
        asked(*PLAIN, "--no-password")


FOUND = {"said": "mail.evil.test:993 (tls), from SRV", "hint": "", "fields": {"incoming_server": "mail.evil.test"}}
WARNING = "mail.evil.test is outside b.test"


@pytest.mark.parametrize(
    ("answer", "is_terminal", "outcome"),
    [
        pytest.param({"warnings": [], "needs_confirmation": False}, False, "taken", id="trusted"),
        pytest.param({"warnings": [WARNING], "needs_confirmation": True}, True, "taken", id="confirmed"),
        pytest.param({"warnings": [WARNING], "needs_confirmation": True}, False, "refused", id="nobody to ask"),
        pytest.param({"warnings": [WARNING], "needs_confirmation": True}, None, "aborted", id="not confirmed"),
    ],
)
def test_a_password_goes_to_a_strangers_server_only_when_a_person_says_yes(
    answer: Document, is_terminal: bool | None, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Typed("n\n" if is_terminal is None else "y\n", is_terminal is not False))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=FOUND | answer))
    with httpx.Client(base_url="http://rest.test", transport=transport) as client:
        try:
            found = servers_of(Rest(client), "a@b.test", None)
        except typer.Abort:
            ended = "aborted"
        except CommandError as error:
            ended = "refused" if WARNING in str(error) else str(error)
        else:
            ended = "taken" if found == FOUND["fields"] else str(found)
    assert ended == outcome


class Typed(io.StringIO):
    """What somebody types, or what a pipe holds."""

    def __init__(self, text: str, is_terminal: bool) -> None:
        super().__init__(text)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal
