"""A certificate for "localhost" and the authority that signed it, made for one stack."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

KEYSTORE_PASSWORD = "mailweave"  # noqa: S105 - Java demands one; the file itself is what is kept private
_VALID = timedelta(days=825)


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
        _make(files, datetime.now(UTC))
    return files


def _is_expired(certificate: Path) -> bool:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc < datetime.now(UTC)


def _make(files: Certificates, now: datetime) -> None:
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, name = _name("Mailweave local test authority"), _name("localhost")
    ca = (
        _builder(ca_name, ca_name, ca_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    certificate = (
        _builder(name, ca_name, key, now)
        .add_extension(names, critical=False)
        .add_extension(authority, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority=False), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    _write(files.ca_file, ca.public_bytes(Encoding.PEM), mode=0o644)
    _write(files.certificate, certificate.public_bytes(Encoding.PEM), mode=0o644)
    _write(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    encryption = BestAvailableEncryption(KEYSTORE_PASSWORD.encode())
    _write(files.keystore, pkcs12.serialize_key_and_certificates(b"greenmail", key, certificate, [ca], encryption))


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)
