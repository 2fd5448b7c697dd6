"""How a session with a mail server is secured: verified TLS, unless the account says twice that it wants none."""

import ssl
from pathlib import Path

from services.poller.domain import failures
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
