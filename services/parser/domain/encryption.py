"""Whether a message is encrypted or signed, and how (RFC 3156, RFC 8551, RFC 9580). No signature is verified here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.parser.domain.fields.header import Header
from services.parser.domain.fields.parameters import read_parameters
from services.parser.domain.parts.part import Part

LOOKED_AT_CHARS = 65_536
LOOKED_AT_BYTES = 64


class EncryptionKind(StrEnum):
    """How a message is protected."""

    PGP_MIME = "pgp-mime"
    PGP_INLINE = "pgp-inline"
    PGP_SIGNED = "pgp-signed"
    PGP_INLINE_SIGNED = "pgp-inline-signed"
    SMIME_ENCRYPTED = "smime-encrypted"
    SMIME_SIGNED = "smime-signed"
    SMIME_OPAQUE = "smime-opaque"
    SMIME_COMPRESSED = "smime-compressed"
    SMIME_CERTIFICATES = "smime-certificates"


_ENCRYPTED = frozenset({EncryptionKind.PGP_MIME, EncryptionKind.PGP_INLINE, EncryptionKind.SMIME_ENCRYPTED})
_SIGNED = frozenset(
    {
        EncryptionKind.PGP_SIGNED,
        EncryptionKind.PGP_INLINE_SIGNED,
        EncryptionKind.SMIME_SIGNED,
        EncryptionKind.SMIME_OPAQUE,
    }
)


@dataclass(frozen=True, slots=True)
class Encryption:
    """`is_signed`: a signature is there to be seen, inside what is encrypted there may be another; none is verified."""

    kind: EncryptionKind
    is_encrypted: bool
    is_signed: bool
    is_verified: bool = False


_SIGNATURES: Mapping[str, EncryptionKind] = {
    "application/pgp-signature": EncryptionKind.PGP_SIGNED,
    "application/pkcs7-signature": EncryptionKind.SMIME_SIGNED,
    "application/x-pkcs7-signature": EncryptionKind.SMIME_SIGNED,
}
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_CONTENT_TYPES: Mapping[bytes, EncryptionKind] = {
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02": EncryptionKind.SMIME_OPAQUE,
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03": EncryptionKind.SMIME_ENCRYPTED,
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17": EncryptionKind.SMIME_ENCRYPTED,
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09": EncryptionKind.SMIME_COMPRESSED,
}
"""The object identifiers of CMS (RFC 5652 §14, RFC 5083, RFC 3274) as they stand in DER and BER."""
_SMIME_TYPES: Mapping[str, EncryptionKind] = {
    "enveloped-data": EncryptionKind.SMIME_ENCRYPTED,
    "authenveloped-data": EncryptionKind.SMIME_ENCRYPTED,
    "signed-data": EncryptionKind.SMIME_OPAQUE,
    "compressed-data": EncryptionKind.SMIME_COMPRESSED,
    "certs-only": EncryptionKind.SMIME_CERTIFICATES,
}
_ARMOR = re.compile(r"^-----BEGIN PGP (SIGNED )?MESSAGE-----[ \t\r]*$", re.MULTILINE)


def read_encryption(header: Header, root: Part, plain_body: str) -> Encryption | None:
    """By the MIME tree, else by what stands at the beginning of a line of the text; None where there is nothing."""
    kind = _of_tree(header, root) or _of_text(plain_body)
    return None if kind is None else Encryption(kind, is_encrypted=kind in _ENCRYPTED, is_signed=kind in _SIGNED)


def _of_tree(header: Header, root: Part) -> EncryptionKind | None:
    """The outermost; a list may have put the message into another multipart, forwarded ones do not count."""
    for part in root.walk() if root.children else (root,):
        kind = _of_part(header if part is root else None, part)
        if kind is not None:
            return kind
    return None


def _of_part(header: Header | None, part: Part) -> EncryptionKind | None:
    if part.content_type in _PKCS7:
        return _of_pkcs7(header, part)
    types = [child.content_type for child in part.children]
    if part.content_type == "multipart/encrypted" and "application/pgp-encrypted" in types:
        return EncryptionKind.PGP_MIME
    if part.content_type == "multipart/signed":
        return next((_SIGNATURES[each] for each in types[1:] if each in _SIGNATURES), None)
    return None


def _of_pkcs7(header: Header | None, part: Part) -> EncryptionKind:
    """What the content says of itself; else the parameter and, of a part without one, the usual name."""
    declared = (header.first("content-type") if header else None) or b""
    written = read_parameters(declared.decode("ascii", "replace")).parameters.get("smime-type", "").lower()
    if written == "certs-only" or part.filename.lower().endswith(".p7c"):
        return EncryptionKind.SMIME_CERTIFICATES
    begin = part.content[:LOOKED_AT_BYTES]
    found = next((kind for identifier, kind in _CONTENT_TYPES.items() if identifier in begin), None)
    return found or _SMIME_TYPES.get(written, EncryptionKind.SMIME_ENCRYPTED)


def _of_text(plain_body: str) -> EncryptionKind | None:
    if "-----BEGIN PGP " not in plain_body[:LOOKED_AT_CHARS]:
        return None
    found = _ARMOR.search(plain_body[:LOOKED_AT_CHARS])
    if found is None:
        return None
    return EncryptionKind.PGP_INLINE_SIGNED if found[1] else EncryptionKind.PGP_INLINE
