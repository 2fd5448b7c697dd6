"""A credential opens for its owner alone, and shows its secret in no repr, no text and no error."""

import base64
import traceback
from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.poller.store.accounts import Login
from services.sender.ports import SmtpServer
from shared.credentials import Credential, CredentialOwner, LoginServer, opened
from shared.errors import ConfigurationError
from shared.ids import AccountKey
from shared.seal import Vault
from shared.trust import Security

SECRET = "Sesame-open-17"
KEY, OTHER_KEY = AccountKey(UUID(int=3)), AccountKey(UUID(int=4))
OWNER = CredentialOwner(KEY, LoginServer.SMTP)
CREDENTIAL = Credential(OWNER, SecretStr(SECRET))
SHOWN: dict[str, Callable[[], str]] = {
    "repr": lambda: repr(CREDENTIAL),
    "str": lambda: str(CREDENTIAL),
    "an f-string": lambda: f"{CREDENTIAL} {CREDENTIAL!r} {CREDENTIAL.secret}",
    "its values": lambda: repr(asdict(CREDENTIAL)),
    "an error's arguments": lambda: "".join(traceback.format_exception(ConfigurationError(CREDENTIAL))),
    "the server of an SMTP login": lambda: repr(
        SmtpServer("account 3", "mail.example", 465, Security.IMPLICIT_TLS, "support", CREDENTIAL)
    ),
    "an incoming login": lambda: repr(Login("mail.example", 993, Security.IMPLICIT_TLS, False, "support", CREDENTIAL)),
}


def vault(key: bytes = b"k") -> Vault:
    return Vault(SecretStr(base64.b64encode(key * 32).decode()))


def test_what_was_sealed_opens_for_its_owner() -> None:
    assert opened(CREDENTIAL.sealed(vault()), OWNER, vault()) == CREDENTIAL


def test_what_an_earlier_release_stored_opens() -> None:
    """The place it is bound to is part of what is stored: `<account_key>/incoming` and `<account_key>/smtp`."""
    for server, place in ((LoginServer.INCOMING, f"{KEY}/incoming"), (LoginServer.SMTP, f"{KEY}/smtp")):
        credential = opened(vault().wrap(SECRET, place), CredentialOwner(KEY, server), vault())
        assert credential.secret.get_secret_value() == SECRET


@pytest.mark.parametrize(
    ("owner", "key"),
    [
        pytest.param(CredentialOwner(OTHER_KEY, LoginServer.SMTP), b"k", id="another account"),
        pytest.param(CredentialOwner(KEY, LoginServer.INCOMING), b"k", id="the account's other server"),
        pytest.param(OWNER, b"x", id="another EMAIL_SECRET_KEY"),
    ],
)
def test_for_nobody_else_it_opens_and_the_error_names_the_place_alone(owner: CredentialOwner, key: bytes) -> None:
    with pytest.raises(ConfigurationError) as caught:
        opened(CREDENTIAL.sealed(vault()), owner, vault(key))
    assert f"the secret of {owner} does not open" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_a_secret_is_never_shown(shown: Callable[[], str]) -> None:
    text = shown()
    assert text
    assert SECRET not in text


def test_a_sealed_credential_holds_no_secret() -> None:
    assert SECRET.encode() not in CREDENTIAL.sealed(vault())
