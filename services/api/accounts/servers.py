"""A mail server as a provider describes it, and the fields of an account that follow from it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ADDRESS = "%EMAILADDRESS%"
LOCAL_PART = "%EMAILLOCALPART%"
DOMAIN = "%EMAILDOMAIN%"
IMPLICIT_TLS_PORT = 465


class Protocol(StrEnum):
    """What is spoken there."""

    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"


class Security(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


MODES = {Security.TLS: "implicit", Security.STARTTLS: "starttls", Security.NONE: "none"}
"""In the words of an account's fields, which say it only where port and protocol do not."""


@dataclass(frozen=True, slots=True)
class Server:
    """`username` may hold the placeholders of Thunderbird's autoconfig files."""

    protocol: Protocol
    host: str
    port: int
    security: Security
    username: str = ADDRESS

    def __str__(self) -> str:
        return f"{self.protocol} {self.host}:{self.port} ({self.security})"


def expanded(text: str, address: str) -> str:
    """The text with the placeholders filled in for this address."""
    local_part, _, domain = address.rpartition("@")
    return text.replace(ADDRESS, address).replace(LOCAL_PART, local_part).replace(DOMAIN, domain)


def account_fields(address: str, incoming: Server | None, smtp: Server | None) -> Mapping[str, object]:
    """The fields of AccountFields; a user name that is the address stays empty, which means the same."""
    fields: dict[str, object] = {}
    if incoming is not None:
        fields |= {
            "incoming_protocol": incoming.protocol.value,
            "incoming_server": incoming.host,
            "incoming_port": incoming.port,
            "incoming_use_ssl": incoming.security is not Security.NONE,
            "incoming_username": _username(incoming, address),
        }
        if incoming.security is Security.STARTTLS:
            fields["incoming_tls"] = "starttls"
    if smtp is not None:
        fields |= {
            "smtp_server": smtp.host,
            "smtp_port": smtp.port,
            "smtp_use_tls": smtp.security is not Security.NONE,
            "smtp_username": _username(smtp, address),
        }
        if (smtp.security is Security.TLS) != (smtp.port == IMPLICIT_TLS_PORT):
            fields["smtp_tls"] = MODES[smtp.security]
    return fields


def _username(server: Server, address: str) -> str:
    name = expanded(server.username, address)
    return "" if name == address else name
