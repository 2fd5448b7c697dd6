"""How a session with a mail server is secured: verified TLS, unless the account says twice that it wants none."""

import socket
import ssl
from pathlib import Path

from services.poller.domain import failures
from services.poller.domain.failures import Failure
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.errors import ConfigurationError


def tls_context(extra_authorities: Path | None) -> ssl.SSLContext:
    """Verifies certificate and name against the system's authorities and those in EMAIL_TLS_CA_FILE."""
    context = ssl.create_default_context()
    if extra_authorities is not None:
        try:
            context.load_verify_locations(cafile=str(extra_authorities))
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"EMAIL_TLS_CA_FILE: {extra_authorities} cannot be read as PEM certificates: correct the path"
            ) from error
    return context


def context_for(login: Login, context: ssl.SSLContext) -> ssl.SSLContext | None:
    """The context of this login, None for plaintext that is meant; raises SourceFailedError for one that is not."""
    if login.use_tls:
        return context
    if not login.allow_plaintext:
        raise SourceFailedError(failures.plaintext_refused(login.server))
    return None


def connection_failure(server: str, timeout_s: float, error: OSError) -> Failure:
    """What an error of the operating system or of TLS means while connecting."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return failures.unverified(server, error.verify_message)
    # The network's doing, as a rule: no long rest.
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError):
        return failures.hung_up(server, "in the TLS handshake")
    if isinstance(error, ssl.SSLError):
        return failures.no_tls(server, (error.reason or "handshake failed").replace("_", " ").lower())
    if isinstance(error, TimeoutError):
        return failures.silent(server, timeout_s)
    if isinstance(error, socket.gaierror):
        return failures.unreachable(server, "the name does not resolve")
    if isinstance(error, ConnectionRefusedError):
        return failures.unreachable(server, "connection refused")
    return failures.unreachable(server, error.strerror or type(error).__name__)
