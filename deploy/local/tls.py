"""Certificates of one stack: an authority, and what it signs for its servers and their clients."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

KEYSTORE_PASSWORD = "mailweave"  # noqa: S105 - Java demands one; the file itself is what is kept private
LOCAL = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files: verify with `ca_file`; serve with `certificate` and `key`, or with Java's `keystore`."""

    ca_file: Path
    certificate: Path
    key: Path
    keystore: Path


class Authority:
    """Signs whatever it is asked to; what it signed lies in its folder."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self._place = place
        self._ca = trustme.CA(organization_name="Mailweave local test authority")
        _write(place / "ca.pem", self._ca.cert_pem.bytes(), mode=0o644)

    def issue(
        self,
        name: str,
        names: tuple[str, ...] = LOCAL,
        common_name: str = "localhost",
        not_after: datetime | None = None,
    ) -> Certificates:
        """The files `NAME.*`, for a server of these names or a client of this common name."""
        files = _files(self._place, name)
        issued = self._ca.issue_cert(*names, common_name=common_name, not_after=not_after)
        certificate, key = issued.cert_chain_pems[0].bytes(), issued.private_key_pem.bytes()
        _write(files.certificate, certificate, mode=0o644)
        _write(files.key, key)
        _write(files.keystore, _keystore(key, certificate, self._ca.cert_pem.bytes()))
        return files


def certificates(folder: Path) -> Certificates:
    """Those of the stack in `folder`; made on first use, and anew when they have expired."""
    place = folder / "tls"
    files = _files(place, "server")
    if not files.keystore.exists() or _is_expired(files.certificate):
        return Authority(place).issue("server")
    return files


def _files(place: Path, name: str) -> Certificates:
    return Certificates(place / "ca.pem", place / f"{name}.pem", place / f"{name}.key", place / f"{name}.p12")


def _is_expired(certificate: Path) -> bool:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc < datetime.now(UTC)


def _keystore(key: bytes, certificate: bytes, ca: bytes) -> bytes:
    loaded = cast("EllipticCurvePrivateKey", load_pem_private_key(key, password=None))  # what trustme makes
    own, authority = (x509.load_pem_x509_certificate(each) for each in (certificate, ca))
    encryption = BestAvailableEncryption(KEYSTORE_PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"greenmail", loaded, own, [authority], encryption)


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)
