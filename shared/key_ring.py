"""The installation's keys (EMAIL_SECRET_KEY): the first wraps, all of them open, each known by an id.

What is wrapped begins with its form: 1 names no key, so all are tried; 2 is followed by the id of the key.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import SecretStr

from shared.aead import KEY_BYTES, NotOpenedError, decrypted, encrypted
from shared.errors import ConfigurationError

NAMELESS, NAMED = b"\x01", b"\x02"
ID_BYTES = 4
ID_CONTEXT = b"mailweave key id"
MARK_BYTES = 16
MARK_CONTEXT = b"mailweave mark"
_BETWEEN = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """32 random bytes that wrap others. `id` says which without saying anything about them."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Four bytes; the same for the same key everywhere."""
        return hashlib.blake2b(ID_CONTEXT, key=self.secret, digest_size=ID_BYTES).digest()

    @classmethod
    def read(cls, text: str) -> "WrappingKey":
        """Raises ConfigurationError unless it is 32 bytes in base64."""
        try:
            secret = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES:
            raise ConfigurationError(
                "EMAIL_SECRET_KEY must be 32 random bytes in base64: make one with `openssl rand -base64 32`, keep it"
            )
        return cls(secret)


class KeyRing:
    """Wraps and unwraps. Its keys are seen by nobody."""

    def __init__(self, secret_keys: SecretStr) -> None:
        """Keys with commas, blanks or line ends between them; raises ConfigurationError for anything else."""
        texts = [text for text in _BETWEEN.split(secret_keys.get_secret_value()) if text]
        self._keys = [WrappingKey.read(text) for text in texts or [""]]
        self._by_id = {key.id: key for key in self._keys}

    @property
    def ids(self) -> list[str]:
        """The keys' ids in hexadecimal, the one that wraps first."""
        return [key.id.hex() for key in self._keys]

    @property
    def prefix(self) -> bytes:
        """What everything begins with that the first key has wrapped."""
        return NAMED + self._keys[0].id

    def wrap(self, plain: bytes, bound_to: bytes) -> bytes:
        """By the first key, for this place alone."""
        return self.prefix + encrypted(self._keys[0].secret, plain, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The plain bytes; raises NotOpenedError when no key of the ring has wrapped them for this place."""
        for key, sealed in self._candidates(wrapped):
            try:
                return decrypted(key.secret, sealed, bound_to)
            except NotOpenedError:
                continue
        raise NotOpenedError

    def marks(self, content: bytes) -> list[bytes]:
        """What only a holder of a key can make of these bytes (RFC 2104), by each key, the first one's first."""
        own = (hashlib.blake2b(MARK_CONTEXT, key=key.secret).digest() for key in self._keys)
        return [hmac.digest(key, content, "sha256")[:MARK_BYTES] for key in own]

    def _candidates(self, wrapped: bytes) -> Iterator[tuple[WrappingKey, bytes]]:
        form, rest = wrapped[:1], wrapped[1:]
        if form == NAMELESS:
            yield from ((key, rest) for key in self._keys)
        elif form == NAMED and (named := self._by_id.get(rest[:ID_BYTES])) is not None:
            yield named, rest[ID_BYTES:]


def key_id_of(wrapped: bytes) -> str:
    """The id of the key that wrapped this, in hexadecimal; empty when it names none."""
    return wrapped[1 : 1 + ID_BYTES].hex() if wrapped[:1] == NAMED else ""
