"""What the contract tests of the MailSource port share: sources against whatever server a test has."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from services.poller.imap.source import ImapSource
from services.poller.pop3.source import Pop3Source
from services.poller.ports import SourceFailedError, WalkedSource
from services.poller.store.accounts import Login
from shared.credentials import Credential, CredentialKind, CredentialOwner, LoginServer
from shared.ids import AccountKey
from shared.tls import Contexts
from shared.trust import USUAL_TRUST, Security, Trust

ACCOUNT = "account 1 (a@b.example)"
USER = "a@b.example"
PASSWORD = 'se"c\\ret'
LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Book:
    """Numbers UIDLs as the store does."""

    known: dict[str, int] = field(default_factory=dict)

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        for uidl in uidls:
            self.known.setdefault(uidl, len(self.known) + 1)
        return {uidl: self.known[uidl] for uidl in uidls}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens and how a source is to go there."""

    protocol: str
    port: int
    use_tls: bool = False
    allow_plaintext: bool = True
    ca_file: str = ""
    user: str = USER
    password: str = PASSWORD
    host: str = "localhost"
    kind: CredentialKind = CredentialKind.PASSWORD
    is_by_starttls: bool = False
    trust: Trust = USUAL_TRUST

    @property
    def security(self) -> Security:
        if self.is_by_starttls:
            return Security.STARTTLS
        return Security.IMPLICIT_TLS if self.use_tls else Security.PLAINTEXT


def source_at(place: Place, *, timeout_s: float = 10, limit: int = LIMIT) -> WalkedSource:
    """A source that is not open yet."""
    credential = Credential(
        CredentialOwner(AccountKey(UUID(int=1)), LoginServer.INCOMING), SecretStr(place.password), place.kind
    )
    login = Login(place.host, place.port, place.security, place.allow_plaintext, place.user, credential, place.trust)
    contexts = Contexts(Path(place.ca_file) if place.ca_file else None)
    if place.protocol == "pop3":
        return Pop3Source(login, contexts, Book(), timeout_s=timeout_s, max_message_bytes=limit)
    return ImapSource(login, contexts, timeout_s=timeout_s, max_message_bytes=limit)


@asynccontextmanager
async def opened(place: Place, *, timeout_s: float = 10, limit: int = LIMIT) -> AsyncIterator[WalkedSource]:
    """An open source; closed at the end."""
    source = source_at(place, timeout_s=timeout_s, limit=limit)
    try:
        await source.open()
        yield source
    finally:
        await source.close()


async def first_failure(place: Place, *, timeout_s: float = 0.5, limit: int = LIMIT) -> str:
    """The line for people of what goes wrong first when one message is polled; empty when nothing does."""
    try:
        async with opened(place, timeout_s=timeout_s, limit=limit) as source:
            state = await source.examine("INBOX")
            await source.first_uid(1)
            await source.fetch(await source.listing(1, state.uidnext - 1))
    except SourceFailedError as error:
        return error.failure.line(ACCOUNT)
    return ""
