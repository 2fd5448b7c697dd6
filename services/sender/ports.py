"""An account's SMTP server, as the sender needs it; the promises are in the docstrings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from services.sender.domain.reply import Reply
from shared.credentials import Credential, CredentialOwner
from shared.errors import MailweaveError, TransientError
from shared.ids import AccountId
from shared.trust import USUAL_TRUST, Security, Trust
from shared.walk import Trouble, Walk


class ServerFaultError(TransientError):
    """The account's server cannot be used now: network, TLS, login or protocol. No send is to blame for it."""

    def __init__(self, line: str, trouble: Trouble | None = None) -> None:
        """`trouble` is the same taken apart."""
        super().__init__(line)
        happened, _, next_step = line.rpartition(": ")
        self.trouble = trouble or Trouble("protocol", happened, next_step)


class SessionRefusedError(ServerFaultError):
    """The server will not serve this session now (too many, too fast, later): no try of any send is used up.

    `is_settled`: what it means for the send at hand is written already. `is_alone`: no other session was at work, so
    that the account has to wait.
    """

    def __init__(self, server: "SmtpServer", reply: Reply, *, is_settled: bool = False, is_alone: bool = True) -> None:
        happened = f"SMTP server {server.host}:{server.port} refuses to serve ({reply})"
        advice = "it is tried again later"
        cause = "quota" if reply.is_transient else "protocol"
        trouble = Trouble(cause, happened, advice, str(reply))
        super().__init__(f"{server.account}: {happened}: {advice}", trouble)
        self.reply = reply
        self.is_settled = is_settled
        self.is_alone = is_alone


class ConnectionLostError(TransientError):
    """The connection ended before the message was on its way: the server has not got it.

    `refused`: the recipients that the server had refused by then, in its own words.
    """

    def __init__(self, message: str, refused: Mapping[str, Reply] | None = None) -> None:
        super().__init__(message)
        self.refused = refused or {}


class ReversePathRefusedError(TransientError):
    """The server has refused the message because of its reverse-path: the next session offers another one."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


class InDoubtError(MailweaveError):
    """The message was on its way and no last reply was seen: the server may or may not have it (RFC 1047)."""


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose access token logs in."""

    account_id: AccountId
    owner: CredentialOwner


@dataclass(frozen=True, slots=True)
class PasswordPlace:
    """Where a password lies that logs in, and whose it is."""

    reference: str
    owner: CredentialOwner


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to log in; without a credential nobody logs in.

    `account` names the account in errors. `token_of`: the access token of this account is the credential, which is
    fetched for each session, because it changes every hour; `password_at`: what lies there is, read for each session.
    """

    account: str
    host: str
    port: int
    security: Security
    username: str = ""
    credential: Credential | None = None
    token_of: TokenOwner | None = None
    password_at: PasswordPlace | None = None
    trust: Trust = USUAL_TRUST


@dataclass(frozen=True, slots=True)
class Envelope:
    """RFC 5321's envelope. `reverse_paths` in order of preference: the next one is tried where a server refuses one.

    `wants_no_reports` asks servers with the DSN extension for NOTIFY=NEVER (RFC 3461 §4.1). A server without SMTPUTF8
    (RFC 6531) is offered ASCII forward-paths alone, and gets a header without UTF-8.
    """

    reverse_paths: tuple[str, ...]
    forward_paths: tuple[str, ...]
    size_bytes: int = 0
    wants_no_reports: bool = False
    has_utf8_header: bool = False


class SmtpConnection(Protocol):
    """One session. After an error of ours or a lost connection `is_open` is false."""

    @property
    def is_open(self) -> bool:
        """Whether another transaction can be tried."""

    async def offer(self, envelope: Envelope) -> Mapping[str, Reply]:
        """MAIL and RCPT: the reply to each recipient, that to MAIL for all where it was refused.

        Raises ConnectionLostError.
        """

    async def transmit(self, raw: bytes) -> Reply:
        """DATA for those whom `offer` got accepted: the server's last word.

        Raises ConnectionLostError or ReversePathRefusedError when the message was certainly not taken, InDoubtError
        when it may have been.
        """

    async def reset(self) -> None:
        """Forgets the envelope; never raises, closes the connection instead."""

    async def mail(self, reverse_path: str) -> Reply:
        """MAIL alone, to see whether the server takes it; raises ConnectionLostError."""

    async def check(self) -> None:
        """NOOP; raises ConnectionLostError."""

    async def close(self) -> None:
        """QUIT where that works; never raises."""


class SmtpConnector(Protocol):
    """Opens sessions."""

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> SmtpConnection:
        """Connected, protected and logged in; raises ServerFaultError with one line that says what to do."""
