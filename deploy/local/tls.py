"""A certificate for "localhost" and the authority that signed it, made for one stack."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

KEYSTORE_PASSWORD = "mailweave"  # noqa: S105 - Java demands one; the file itself is what is kept private


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files: verify with `ca_file`; serve with `certificate` and `key`, or with Java's `keystore`."""

    ca_file: Path
    certificate: Path
    key: Path
    keystore: Path


def certificates(folder: Path) -> Certificates:
    """Those of the stack in `folder`; made on first use, and anew when they have expired."""
    place = folder / "tls"
    files = Certificates(place / "ca.pem", place / "server.pem", place / "server.key", place / "server.p12")
    if not files.keystore.exists() or _is_expired(files.certificate):
        place.mkdir(parents=True, exist_ok=True)
        _make(files)
    return files


def _is_expired(certificate: Path) -> bool:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc < datetime.now(UTC)


def _make(files: Certificates) -> None:
    ca = trustme.CA(organization_name="Mailweave local test authority")
    server = ca.issue_cert("localhost", "127.0.0.1", common_name="localhost")
    certificate, key = server.cert_chain_pems[0].bytes(), server.private_key_pem.bytes()
    _write(files.ca_file, ca.cert_pem.bytes(), mode=0o644)
    _write(files.certificate, certificate, mode=0o644)
    _write(files.key, key)
    _write(files.keystore, _keystore(key, certificate, ca.cert_pem.bytes()))


def _keystore(key: bytes, certificate: bytes, ca: bytes) -> bytes:
    loaded = cast("EllipticCurvePrivateKey", load_pem_private_key(key, password=None))  # what trustme makes
    own, authority = (x509.load_pem_x509_certificate(each) for each in (certificate, ca))
    encryption = BestAvailableEncryption(KEYSTORE_PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"greenmail", loaded, own, [authority], encryption)


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)
