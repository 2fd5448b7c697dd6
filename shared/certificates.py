"""What is wrong with a server's certificate, in a person's words; OpenSSL names the fault, the certificate the details.

The faults are those of openssl/x509_vfy.h. Python 3.13 has them all looked for (VERIFY_X509_STRICT): some certificates
of companies' own authorities, which older Pythons took, break RFC 5280.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

NOT_YET_VALID = 9
EXPIRED = 10
SELF_SIGNED = 18
UNKNOWN_AUTHORITY = frozenset({19})
NO_ISSUER = frozenset({2, 20, 21})
WRONG_NAME = frozenset({62, 64})
TOO_WEAK = frozenset({66, 67, 68})
NOT_STRICT = frozenset(range(79, 95))
MOST_NAMES = 5
LONGEST_NAME = 80
OPERATOR = "tell its operator"


@dataclass(frozen=True, slots=True)
class CertificateFault:
    """`what` follows "the certificate does not verify", `next_step` says what to do."""

    what: str
    next_step: str


def certificate_fault(
    code: int, message: str, certificate: bytes | None, server_field: str, unknown_step: str = ""
) -> CertificateFault:
    """OpenSSL's code and words, the certificate (DER) if it was seen, and the field that holds the server's name.

    `unknown_step`: what to do about an authority that nobody knows, where the server is no account's.
    """
    seen, yours = _loaded(certificate), unknown_step or if_it_is_yours(certificate, server_field)
    if code == EXPIRED:
        return CertificateFault(f"it expired{_since(seen)}", f"{OPERATOR}, who has to renew it")
    if code == NOT_YET_VALID:
        return CertificateFault(f"it is valid only{_from(seen)}", f"set the clock of this machine, or {OPERATOR}")
    if code in WRONG_NAME:
        return _another_name(seen, server_field)
    if code == SELF_SIGNED:
        return CertificateFault("it is self-signed", yours)
    if code in UNKNOWN_AUTHORITY | NO_ISSUER:
        unknown = f"this machine does not know its authority{_issuer(seen)}"
        or_else = ", or the server leaves out a certificate between" if code in NO_ISSUER else ""
        return CertificateFault(f"{unknown}{or_else}", yours)
    if code in NOT_STRICT:
        return CertificateFault(
            f"it or its authority's breaks RFC 5280: {_printable(message).lower()}",
            "issue it anew as RFC 5280 has it; from Python 3.13 on such a certificate is no longer taken",
        )
    if code in TOO_WEAK:
        return CertificateFault(f"it is too weak: {_printable(message)}", f"{OPERATOR}, who needs a stronger key")
    return CertificateFault(_printable(message), yours)


def end_of(certificate: bytes | None) -> datetime | None:
    """Until when a certificate (DER) is good; None where it cannot be read."""
    seen = _loaded(certificate)
    return seen.not_valid_after_utc if seen else None


def ends_on(certificate: bytes) -> str:
    """The same as a clause; empty where it cannot be read."""
    ends = end_of(certificate)
    return f" until {ends:%Y-%m-%d}" if ends else ""


def fingerprint_of(certificate: bytes) -> str:
    """Of a certificate in DER, as `openssl x509 -fingerprint -sha256` shows it without colons."""
    return hashlib.sha256(certificate).hexdigest()


def spelt(fingerprint: str) -> str:
    """In four words, so that it goes into a table; with or without blanks an account takes it."""
    return " ".join(fingerprint[at : at + 16] for at in range(0, len(fingerprint), 16))


def if_it_is_yours(certificate: bytes | None, server_field: str) -> str:
    """What to do about a certificate that nobody known vouches for."""
    pin = server_field.replace("_server", "_fingerprint") + (
        f"={spelt(fingerprint_of(certificate))}" if certificate else ""
    )
    return (
        "if the server is yours, give the account its authority (ca_certificates) or pin its certificate "
        f"({pin}), else tell its operator"
    )


def _loaded(certificate: bytes | None) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(certificate) if certificate else None
    except ValueError:
        return None


def _since(seen: x509.Certificate | None) -> str:
    return f" on {seen.not_valid_after_utc:%Y-%m-%d}" if seen else ""


def _from(seen: x509.Certificate | None) -> str:
    return f" from {seen.not_valid_before_utc:%Y-%m-%d} on" if seen else " from a later day on"


def _another_name(seen: x509.Certificate | None, server_field: str) -> CertificateFault:
    names = _names_in(seen) if seen else []
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    shown = ", ".join(names[:MOST_NAMES]) + more or "another name"
    return CertificateFault(f"it is for {shown}", f"set {server_field} to a name that it is for")


def _names_in(seen: x509.Certificate) -> list[str]:
    try:
        told = seen.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):  # OpenSSL then goes by the common name
        return [_printable(str(name.value)) for name in seen.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    addresses = [str(address) for address in told.get_values_for_type(x509.IPAddress)]
    return [_printable(name) for name in [*told.get_values_for_type(x509.DNSName), *addresses]]


def _issuer(seen: x509.Certificate | None) -> str:
    if seen is None:
        return ""
    names = [
        *seen.issuer.get_attributes_for_oid(NameOID.COMMON_NAME),
        *seen.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME),
    ]
    return f" ({_printable(str(names[0].value))})" if names else ""


def _printable(text: str) -> str:
    """A certificate is written by whoever made it."""
    shown = "".join(character for character in text if character.isprintable())
    return shown[:LONGEST_NAME].rstrip(".")
