"""TLS with a mail server: the contexts, and by which certificate a server has proved who it is."""

import ssl
from collections import OrderedDict
from pathlib import Path

from shared.certificates import ends_on, fingerprint_of, spelt
from shared.errors import ConfigurationError
from shared.trust import Trust

MOST_CONTEXTS = 32
"""Kept for the next connection; each costs a megabyte or so."""
NO_CONTEXT = "ca_certificates cannot be read: give the account its authority's certificate (PEM) again"


class UnpinnedError(Exception):
    """The server has shown another certificate than the pinned one. Nothing may be said to it."""

    def __init__(self, shown: str, pinned: str) -> None:
        super().__init__(
            f"it shows the certificate with the SHA-256 fingerprint {spelt(shown)}; pinned is {spelt(pinned)}"
        )


class Contexts:
    """One context for all accounts with the same authorities, and one for all that pin a certificate."""

    def __init__(self, extra_authorities: Path | None) -> None:
        """With those of EMAIL_TLS_CA_FILE; raises ConfigurationError where they cannot be read."""
        self._extra_authorities = extra_authorities
        self._usual = self._made("")
        self._pinned = _unverified()
        self._own: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    def of(self, trust: Trust) -> ssl.SSLContext:
        """To be followed by `proved`. Raises ConfigurationError where the account's authorities cannot be read."""
        if trust.fingerprint:
            return self._pinned
        if not trust.ca_certificates:
            return self._usual
        if trust.ca_certificates not in self._own:
            self._own[trust.ca_certificates] = self._made(trust.ca_certificates)
        self._own.move_to_end(trust.ca_certificates)
        while len(self._own) > MOST_CONTEXTS:
            self._own.popitem(last=False)
        return self._own[trust.ca_certificates]

    def _made(self, ca_certificates: str) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._extra_authorities is not None:
            try:
                context.load_verify_locations(cafile=str(self._extra_authorities))
            except (OSError, ssl.SSLError) as error:
                raise ConfigurationError(
                    f"EMAIL_TLS_CA_FILE: {self._extra_authorities} cannot be read as PEM certificates: correct the path"
                ) from error
        if ca_certificates:
            try:
                context.load_verify_locations(cadata=ca_certificates)
            except (ValueError, ssl.SSLError) as error:
                raise ConfigurationError(NO_CONTEXT) from error
        return context


def proved(trust: Trust, session: ssl.SSLSocket | ssl.SSLObject) -> str:
    """What was negotiated, in a person's words, after a handshake with the context of this trust.

    Raises UnpinnedError where the certificate is not the pinned one.
    """
    certificate = session.getpeercert(binary_form=True)
    shown = fingerprint_of(certificate) if isinstance(certificate, bytes) else "none"
    if trust.fingerprint and shown != trust.fingerprint:
        raise UnpinnedError(shown, trust.fingerprint)
    how = "pinned certificate" if trust.fingerprint else "certificate"
    until = ends_on(certificate) if isinstance(certificate, bytes) else ""
    return f"{session.version()}, {how}{until}, SHA-256 {spelt(shown)}"


def _unverified() -> ssl.SSLContext:
    """For pinned certificates: the fingerprint, which is looked at after the handshake, stands for all else."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
