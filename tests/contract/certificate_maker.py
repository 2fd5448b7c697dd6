"""Certificates with one thing wrong, and a server that shows them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Made:
    """What is wrong, and nothing else."""

    names: Sequence[str] = ("localhost",)
    common_name: str = "localhost"
    begins: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2090, 1, 1, tzinfo=UTC)
    is_self_signed: bool = False
    names_its_authority: bool = True
    has_critical_constraints: bool = True
    rsa_bits: int = 0


def name_of(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: str, issuer: str, key: Key, made: Made) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name_of(subject))
        .issuer_name(name_of(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made.begins)
        .not_valid_after(made.ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key(made: Made) -> Key:
    if made.rsa_bits:
        return rsa.generate_private_key(65537, made.rsa_bits)
    return ec.generate_private_key(ec.SECP256R1())


def _authority(key: Key, made: Made) -> x509.Certificate:
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    return (
        _builder("Example Authority", "Example Authority", key, Made())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=made.has_critical_constraints)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def make(folder: Path, made: Made) -> tuple[Path, ssl.SSLContext]:
    """The authority's file, and a server's context that shows the certificate."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key, made)
    key: Key = (
        rsa.generate_private_key(65537, made.rsa_bits) if made.rsa_bits else ec.generate_private_key(ec.SECP256R1())
    )
    issuer, signs = ("localhost", key) if made.is_self_signed else ("Example Authority", authority_key)
    built = _builder(made.common_name, issuer, key, made)
    if made.names:
        built = built.add_extension(x509.SubjectAlternativeName(map(x509.DNSName, made.names)), critical=False)
    if made.names_its_authority:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key())
        built = built.add_extension(identifier, critical=False)
    (folder / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(built.sign(signs, SHA256()).public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return folder / "ca.pem", context


@asynccontextmanager
async def showing(context: ssl.SSLContext) -> AsyncIterator[int]:
    """The port of a server that shows its certificate and says nothing."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    heard: list[bytes] = []
    async with await asyncio.start_server(listen, "localhost", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]
    assert not any(heard), "a server whose certificate does not verify is told nothing"
