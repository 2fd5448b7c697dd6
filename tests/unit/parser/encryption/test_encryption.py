"""Encrypted and signed messages, by their MIME tree, by what a CMS part says of itself, by PGP's armor."""

import base64

import pytest

from services.parser.domain.encryption import Encryption, EncryptionKind
from services.parser.domain.message import parse_message

OIDS = {
    "signed": b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "enveloped": b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
    "authenticated": b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",
    "compressed": b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09",
}


def cms(kind: str, content_type: str = 'application/pkcs7-mime; name="smime.p7m"') -> bytes:
    content = base64.b64encode(b"\x30\x82\x01\x00" + OIDS[kind] + b"\xa0\x82" + b"x" * 90) if kind else b""
    return f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n\n".encode() + content


def signed(protocol: str) -> bytes:
    return (
        f'Content-Type: multipart/signed; protocol="{protocol}"; boundary=b\n\n'
        f"--b\n\ntext\n--b\nContent-Type: {protocol}\n\nsignature\n--b--\n"
    ).encode()


PGP_MIME = (
    b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n'
    b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n"
    b"-----BEGIN PGP MESSAGE-----\n--b--\n"
)
ARMOR = b"Hello\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
CLEAR = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext\n-----BEGIN PGP SIGNATURE-----\n\nx\n"


def in_a_list(message: bytes) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=l\n\n--l\n" + message + b"\n--l\n\nlist footer\n--l--\n"


@pytest.mark.parametrize(
    ("raw", "kind", "is_encrypted", "is_signed"),
    [
        pytest.param(PGP_MIME, "pgp-mime", True, False, id="PGP/MIME"),
        pytest.param(in_a_list(PGP_MIME), "pgp-mime", True, False, id="PGP/MIME through a list"),
        pytest.param(signed("application/pgp-signature"), "pgp-signed", False, True, id="PGP signed"),
        pytest.param(signed("application/pkcs7-signature"), "smime-signed", False, True, id="S/MIME signed"),
        pytest.param(signed("application/x-pkcs7-signature"), "smime-signed", False, True, id="the older name"),
        pytest.param(
            in_a_list(signed("application/pkcs7-signature")), "smime-signed", False, True, id="through a list"
        ),
        pytest.param(cms("enveloped"), "smime-encrypted", True, False, id="enveloped"),
        pytest.param(cms("authenticated"), "smime-encrypted", True, False, id="authEnveloped"),
        pytest.param(cms("signed"), "smime-opaque", False, True, id="opaque"),
        pytest.param(
            cms("signed", "application/pkcs7-mime; smime-type=enveloped-data"),
            "smime-opaque",
            False,
            True,
            id="a parameter that lies",
        ),
        pytest.param(cms("compressed"), "smime-compressed", False, False, id="compressed"),
        pytest.param(
            cms("signed", "application/pkcs7-mime; smime-type=certs-only"),
            "smime-certificates",
            False,
            False,
            id="certificates",
        ),
        pytest.param(
            cms("", "application/pkcs7-mime; smime-type=signed-data"),
            "smime-opaque",
            False,
            True,
            id="empty, by its parameter",
        ),
        pytest.param(cms("", "application/x-pkcs7-mime"), "smime-encrypted", True, False, id="empty, nothing said"),
        pytest.param(b"\n" + ARMOR, "pgp-inline", True, False, id="inline"),
        pytest.param(b"\n" + CLEAR, "pgp-inline-signed", False, True, id="inline, signed"),
        pytest.param(b"\n" + ARMOR.replace(b"\n", b"\r\n"), "pgp-inline", True, False, id="inline, CRLF"),
    ],
)
def test_kind(raw: bytes, kind: str, is_encrypted: bool, is_signed: bool) -> None:
    found = parse_message(b"From: a@b.example\n" + raw).facts.encryption
    assert found == Encryption(EncryptionKind(kind), is_encrypted, is_signed, is_verified=False)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\ntext", id="text"),
        pytest.param(b"\n> -----BEGIN PGP MESSAGE-----\n> x", id="a quote of one"),
        pytest.param(b"\nWrite -----BEGIN PGP MESSAGE----- above it", id="a sentence about it"),
        pytest.param(signed("application/x-other"), id="another signature"),
        pytest.param(b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n", id="another encryption"),
        pytest.param(b"Content-Type: message/rfc822\n\n" + PGP_MIME, id="a forwarded message"),
    ],
)
def test_what_is_neither(raw: bytes) -> None:
    assert parse_message(b"From: a@b.example\n" + raw).facts.encryption is None
