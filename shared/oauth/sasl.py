"""Logging in to a mail server by SASL: XOAUTH2 (Google's, Microsoft's), OAUTHBEARER (RFC 7628), PLAIN. Pure."""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from shared.quoting import quoted

SEPARATOR = "\x01"


class Mechanism(StrEnum):
    """A SASL mechanism, as servers name it; first what both large providers run for everybody."""

    XOAUTH2 = "XOAUTH2"
    OAUTHBEARER = "OAUTHBEARER"


@dataclass(frozen=True, slots=True)
class SaslLogin:
    """`initial` is the initial response, `after_failure` the answer to the words of a refusal, both in base64.

    A server that refuses says why in a challenge, and refuses only when that is answered (RFC 7628 §3.2.3).
    """

    mechanism: str
    initial: str = field(repr=False)
    after_failure: str

    def hidden_in(self, text: str) -> str:
        """What a server said, where it repeats the command without the secret in it."""
        return text.replace(self.initial, "***")


def plain_login(username: str, password: str) -> SaslLogin:
    """By a password (RFC 4616); "*" gives up where a server asks on."""
    return SaslLogin("PLAIN", _encoded(f"\x00{username}\x00{password}"), "*")


def offered_mechanism(offers: Collection[str]) -> Mechanism | None:
    """The one to use of what a server offers; None when it takes no token."""
    known = {offer.upper() for offer in offers}
    return next((mechanism for mechanism in Mechanism if mechanism in known), None)


def token_login(mechanism: Mechanism, username: str, host: str, port: int, token: str) -> SaslLogin:
    """The mailbox `username` by this token, which may be another user's. ValueError for a name that would be more."""
    if any(ord(character) < 32 for character in username):
        raise ValueError("the user name holds a control character")
    if mechanism is Mechanism.XOAUTH2:
        text = f"user={username}{SEPARATOR}auth=Bearer {token}{SEPARATOR}{SEPARATOR}"
        return SaslLogin(mechanism, _encoded(text), "")
    name = username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 §4
    fields = SEPARATOR.join((f"n,a={name},", f"host={host}", f"port={port}", f"auth=Bearer {token}"))
    return SaslLogin(mechanism, _encoded(f"{fields}{SEPARATOR}{SEPARATOR}"), _encoded(SEPARATOR))


def challenge_words(challenge: str, secrets: Collection[str] = ()) -> str:
    """What the challenge of a refusal says (RFC 7628 §3.2.2), on one line; empty when it says nothing."""
    try:
        found = json.loads(base64.b64decode(challenge, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    words = [found[name] for name in ("status", "error_description") if isinstance(found.get(name), str | int)]
    return quoted(" ".join(map(str, words)), secrets)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
