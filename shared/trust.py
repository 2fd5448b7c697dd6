"""How a connection to a mail server is encrypted, and whom an account believes to be its server. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the connection to a server is protected (RFC 8314 §3), in the words of an account's fields."""

    IMPLICIT_TLS = "implicit"
    STARTTLS = "starttls"
    PLAINTEXT = "none"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom an account believes beside this machine's authorities; nothing of it is secret.

    `ca_certificates`: further authorities (PEM). `fingerprint`: SHA-256 of the one certificate that is taken, whoever
    has signed it, whatever name and dates are in it.
    """

    ca_certificates: str = ""
    fingerprint: str = ""


USUAL_TRUST = Trust()
