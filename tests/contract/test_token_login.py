"""Logging in by an access token on a real Dovecot, which asks an OAuth2 server whose it is: IMAP, POP3, submission."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.poller.ports import SourceFailedError
from services.sender.ports import ServerFaultError, SmtpServer, TokenOwner
from shared.credentials import Credential, CredentialKind, CredentialOwner, LoginServer
from shared.ids import AccountId, AccountKey
from shared.oauth import sasl
from shared.oauth.sasl import Mechanism
from shared.trust import Security
from tests.contract.mail_source import Place, opened
from tests.contract.smtp_port import ENVELOPE, RAW, connector
from tests.harness.oauth import OAuthGround

ADA, SUPPORT = "ada@shop.example", "support@shop.example"
OWNER = CredentialOwner(AccountKey(UUID(int=7)), LoginServer.SMTP)
MECHANISMS = pytest.mark.parametrize("mechanism", Mechanism)
PROTOCOLS = pytest.mark.parametrize("protocol", ["imap", "pop3"])


@pytest.fixture(autouse=True)
def offered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two that Dovecot offers the one that the test is about."""
    if "mechanism" in request.fixturenames:
        only: Callable[[object], Mechanism] = lambda _: request.getfixturevalue("mechanism")  # noqa: E731
        for user in ("services.poller.imap.session", "services.poller.pop3.login", "services.sender.smtp.login"):
            monkeypatch.setattr(f"{user}.offered_mechanism", only)


def place(oauth: OAuthGround, protocol: str, token: str, user: str = ADA) -> Place:
    mail = oauth.dovecot.server
    port = mail.imaps if protocol == "imap" else mail.pop3s
    return Place(protocol, port, True, False, mail.ca_file, user, token, kind=CredentialKind.ACCESS_TOKEN)


def token_of(oauth: OAuthGround, user: str = ADA) -> str:
    return str(oauth.server.model._access(user)["access_token"])


@MECHANISMS
@PROTOCOLS
async def test_a_mailbox_is_read(oauth: OAuthGround, protocol: str, mechanism: Mechanism) -> None:
    oauth.dovecot.deliver(ADA, b"Subject: hello\r\n\r\n")
    async with opened(place(oauth, protocol, token_of(oauth))) as source:
        assert (await source.examine("INBOX")).uidnext > 1


@MECHANISMS
@PROTOCOLS
async def test_the_token_of_one_user_opens_the_mailbox_shared_with_her(
    oauth: OAuthGround, protocol: str, mechanism: Mechanism
) -> None:
    oauth.server.model.shared[ADA] = SUPPORT
    oauth.dovecot.deliver(SUPPORT, b"Subject: shared\r\n\r\n")
    async with opened(place(oauth, protocol, token_of(oauth), SUPPORT)) as source:
        assert (await source.examine("INBOX")).uidnext > 1


REFUSED = {
    "a token that is over": (ADA, "access-gone"),
    "another's mailbox": ("boss@shop.example", ""),
}


@MECHANISMS
@PROTOCOLS
@pytest.mark.parametrize(("user", "token"), REFUSED.values(), ids=REFUSED)
async def test_a_refusal_is_heard_and_said(
    oauth: OAuthGround, protocol: str, mechanism: Mechanism, user: str, token: str
) -> None:
    """The words come in a challenge: without an answer to it there would be silence until the time is over."""
    token = token or token_of(oauth)
    with pytest.raises(SourceFailedError) as caught:
        async with opened(place(oauth, protocol, token, user)):
            pass
    failure = caught.value.failure
    assert (failure.kind, failure.is_silence) == ("auth", False)
    assert f"refused the access token for {user}" in failure.happened
    assert token not in str(failure)


@asynccontextmanager
async def submitted(oauth: OAuthGround, token: str, user: str = ADA) -> AsyncIterator[None]:
    server = SmtpServer(
        "account 7",
        "localhost",
        oauth.dovecot.submission,
        Security.STARTTLS,
        user,
        Credential(OWNER, SecretStr(token), CredentialKind.ACCESS_TOKEN),
        TokenOwner(AccountId(7), OWNER),
    )
    connection = await connector(Path(oauth.dovecot.server.ca_file)).connect(server)
    try:
        await connection.offer(ENVELOPE)
        assert (await connection.transmit(RAW)).is_positive
        yield
    finally:
        await connection.close()


@MECHANISMS
@pytest.mark.parametrize("user", [ADA, SUPPORT])
async def test_mail_is_submitted(oauth: OAuthGround, mechanism: Mechanism, user: str) -> None:
    oauth.server.model.shared[ADA] = SUPPORT
    async with submitted(oauth, token_of(oauth), user):
        assert [message.forward_paths for message in oauth.sink.messages()] == [ENVELOPE.forward_paths]


@MECHANISMS
@pytest.mark.parametrize(("user", "token"), REFUSED.values(), ids=REFUSED)
async def test_a_refused_submission_is_heard_and_said(
    oauth: OAuthGround, mechanism: Mechanism, user: str, token: str
) -> None:
    token = token or token_of(oauth)
    with pytest.raises(ServerFaultError) as caught:
        async with submitted(oauth, token, user):
            pass
    assert caught.value.trouble.cause == "auth"
    assert f"refused the access token for {user} (535 5.7.8" in str(caught.value)  # 334 is the question, no refusal
    assert token not in str(caught.value)


def test_what_both_large_providers_offer_is_preferred() -> None:
    assert sasl.offered_mechanism(["PLAIN", "OAUTHBEARER", "XOAUTH2"]) is Mechanism.XOAUTH2
