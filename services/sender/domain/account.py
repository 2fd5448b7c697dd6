"""The account that a send goes out of, as the sender sees it."""

from dataclasses import dataclass
from functools import lru_cache

from shared.ids import AccountId, AccountKey
from shared.trust import Security, Trust
from shared.written_address import WrittenAddress, written_address

IMPLICIT_TLS_PORT = 465


@dataclass(frozen=True, slots=True)
class SendingAccount:
    """What sending needs to know."""

    account_id: AccountId
    account_key: AccountKey
    name: str
    email_address: str
    smtp_server: str
    smtp_port: int
    smtp_use_tls: bool
    smtp_username: str
    allow_plaintext: bool
    is_deleted: bool = False
    only_observes: bool = False
    version: int = 0
    auth: str = "password"
    smtp_password_ref: str = ""
    smtp_tls: str | None = None
    ca_certificates: str = ""
    smtp_fingerprint: str = ""

    @property
    def sends_no_more(self) -> bool:
        """Whether nothing may leave that waits in it."""
        return self.is_deleted or self.only_observes

    @property
    def is_oauth(self) -> bool:
        """Whether it logs in by an access token instead of a password."""
        return self.auth == "oauth2" and bool(self.smtp_username)

    @property
    def is_by_reference(self) -> bool:
        """Whether its password lies elsewhere and is read anew for each login."""
        return bool(self.smtp_password_ref and self.smtp_username) and not self.is_oauth

    @property
    def security(self) -> Security:
        """As it is configured; else port 465 speaks TLS from the first byte (RFC 8314 §3.3), any other by STARTTLS."""
        if self.smtp_tls is not None:
            return Security(self.smtp_tls)
        if self.smtp_port == IMPLICIT_TLS_PORT:
            return Security.IMPLICIT_TLS
        return Security.STARTTLS if self.smtp_use_tls else Security.PLAINTEXT

    @property
    def trust(self) -> Trust:
        """Whose certificates it believes."""
        return Trust(self.ca_certificates, self.smtp_fingerprint)

    @property
    def reverse_path(self) -> str:
        """Its address with the domain in ASCII."""
        return _in_ascii(self.email_address)

    def __str__(self) -> str:
        return f"account {self.account_id} ({self.email_address})"


@lru_cache(maxsize=4096)
def _in_ascii(address: str) -> str:
    """Kept, because it is asked for with every send."""
    own = written_address(address)
    return own.address if isinstance(own, WrittenAddress) else address


def cannot_send_because(account: SendingAccount) -> str | None:
    """What must be configured first, in one line; None means that the account can send."""
    if account.is_deleted:
        return f"{account}: it was deleted: add the account anew, then send again"
    if account.only_observes:
        return f"{account}: the account only observes (mode: observe): nothing is sent before its mode is live"
    if not account.smtp_server:
        return f"{account}: it has no SMTP server: set smtp_server on the account"
    if account.security is Security.PLAINTEXT and not account.allow_plaintext:
        return (
            f"{account}: sending without TLS is refused: set smtp_tls, or allow_plaintext if {account.smtp_server} "
            "has no TLS and the network is trusted"
        )
    return None
