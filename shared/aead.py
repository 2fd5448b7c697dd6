"""AES-256-GCM with a random nonce, or GCM-SIV without one: bytes bound to their place, which show each change."""

import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

NONCE_BYTES = 12
KEY_BYTES = 32
NO_NONCE = bytes(NONCE_BYTES)


class NotOpenedError(Exception):
    """Another key, another place, or damaged."""


def encrypted(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """The nonce, then what it encrypts."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def encrypted_alike(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """The same bytes for the same plain ones: AES-256-GCM-SIV (RFC 8452) without a nonce, under a key of its own."""
    return AESGCMSIV(_key_for_alike(key)).encrypt(NO_NONCE, plain, bound_to)


def decrypted_alike(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The plain bytes of `encrypted_alike`; raises NotOpenedError."""
    try:
        return AESGCMSIV(_key_for_alike(key)).decrypt(NO_NONCE, sealed, bound_to)
    except (InvalidTag, ValueError):
        raise NotOpenedError from None


def _key_for_alike(key: bytes) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, b"mailweave: the same bytes for the same plain ones").derive(key)


def encrypted_in_pieces(key: bytes, pieces: Iterable[bytes], bound_to: bytes) -> Iterator[bytes]:
    """The same of pieces, as pieces."""
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(AES256(key), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to)
    yield nonce
    for piece in pieces:
        yield encryptor.update(piece)
    yield encryptor.finalize()
    yield encryptor.tag


def decrypted(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The plain bytes; raises NotOpenedError."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError):
        raise NotOpenedError from None
