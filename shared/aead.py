"""AES-256-GCM with a random nonce: bytes that are bound to their place and show every change."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class NotOpenedError(Exception):
    """Another key, another place, or damaged."""


def encrypted(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """The nonce, then what it encrypts."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def decrypted(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The plain bytes; raises NotOpenedError."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError):
        raise NotOpenedError from None
