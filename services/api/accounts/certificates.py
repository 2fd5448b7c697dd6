"""The certificates that an account believes, as people give them: authorities in PEM, a fingerprint in hex. Pure."""

import re
import ssl
from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import AfterValidator, Field

MOST_BYTES = 64 * 1024
MOST_CERTIFICATES = 50
NO_PEM = "holds no certificate: give it as PEM, from -----BEGIN CERTIFICATE----- on"
PRIVATE = "holds a private key, which belongs to the server alone: give certificates only"
FINGERPRINT = {"pattern": "^$|^([0-9A-Fa-f]{2}[: ]?){31}[0-9A-Fa-f]{2}$"}
NO_FINGERPRINT = "must be a SHA-256 fingerprint, 64 hex digits, as a connectivity test shows it"
_HEX = re.compile(r"(?:[0-9a-f]{2}[: ]?){31}[0-9a-f]{2}")


def authorities(text: str) -> str:
    """The certificates alone, in PEM, without what people write between them; ValueError says what is wrong."""
    if not text.strip():
        return ""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise ValueError(f"must be of at most {MOST_BYTES} bytes: the authority's own certificate is enough")
    if "PRIVATE KEY-----" in text:
        raise ValueError(PRIVATE)
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise ValueError(NO_PEM)
    try:
        found = x509.load_pem_x509_certificates(text.encode())
        pem = "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in found)
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ValueError, ssl.SSLError):
        raise ValueError("holds a certificate that cannot be read: copy it anew, whole lines and all of them") from None
    if len(found) > MOST_CERTIFICATES:
        raise ValueError(f"must hold at most {MOST_CERTIFICATES} certificates: give the authority's own one")
    return pem


def fingerprint(text: str) -> str:
    """In small letters without colons and blanks; ValueError for what is none."""
    written = text.lower()
    if written and _HEX.fullmatch(written) is None:
        raise ValueError(NO_FINGERPRINT)
    return written.replace(":", "").replace(" ", "")


Authorities = Annotated[str, AfterValidator(authorities), Field(json_schema_extra={"maxLength": MOST_BYTES})]
Fingerprint = Annotated[str, AfterValidator(fingerprint), Field(json_schema_extra=FINGERPRINT)]
