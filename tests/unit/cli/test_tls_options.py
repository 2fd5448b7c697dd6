"""What the options about encryption ask REST for."""

from pathlib import Path

import pytest
import typer

from services.api.accounts.resources import AccountChange
from services.cli.configuration.account_changes import account_change, change
from services.cli.configuration.tls_options import given_authorities
from services.cli.rest import CommandError, Document
from tests.unit.cli.test_add_account import PASSWORDS, PLAIN, asked

ACCOUNT: Document = {"incoming_server": "imap.b.test", "smtp_server": ""}


def changed(*arguments: str) -> Document:
    """The document that these options of `accounts change` make."""
    app = typer.Typer(add_completion=False)
    app.command()(change)
    context = typer.main.get_command(app).make_context("change", [*arguments])
    return account_change(context.params, ACCOUNT)


def test_modes_and_fingerprints_go_to_the_fields_of_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "one")
    options = ("--incoming-tls", "starttls", "--incoming-fingerprint", "AB" * 32)
    assert changed(*options) == {"incoming_tls": "starttls", "incoming_fingerprint": "AB" * 32}
    document = asked(*PLAIN, *PASSWORDS, *options)
    assert (document["incoming_tls"], document["incoming_fingerprint"]) == ("starttls", "AB" * 32)


def test_what_the_file_holds_is_given(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("PEM")
    assert changed("--ca-certificates", str(tmp_path / "ca.pem")) == {"ca_certificates": "PEM"}


def test_what_is_empty_is_forgotten() -> None:
    document = changed("--ca-certificates", "", "--smtp-fingerprint", "")
    assert document == {"ca_certificates": "", "smtp_fingerprint": ""}
    assert AccountChange(**document).ca_certificates == ""


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(CommandError, match=r"/nowhere/ca\.pem cannot be read \(FileNotFoundError\): give a file"):
        given_authorities({"ca_certificates": "/nowhere/ca.pem"})
