"""How a session with a mail server is secured: verified TLS, unless the account says twice that it wants none."""

import ssl

from services.poller.domain import tls_failures
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared import metrics
from shared.errors import ConfigurationError
from shared.tls import Contexts, UnpinnedError, proved
from shared.trust import Security
from shared.walk import Walk


def context_for(login: Login, contexts: Contexts) -> ssl.SSLContext | None:
    """The context of this login, None for plaintext that is meant; raises SourceFailedError for one that is not."""
    if login.security is Security.PLAINTEXT:
        if not login.allow_plaintext:
            raise SourceFailedError(tls_failures.plaintext_refused(login.server))
        return None
    try:
        return contexts.of(login.trust)
    except ConfigurationError as error:
        what, _, next_step = str(error).partition(": ")
        raise SourceFailedError(tls_failures.unusable_trust(login.server, what, next_step)) from None


def need_proof(login: Login, session: ssl.SSLSocket | ssl.SSLObject, walk: Walk) -> None:
    """Before anything is said by TLS; raises SourceFailedError where a pinned certificate is not the one shown."""
    metrics.CERTIFICATES.met(login.server, session.getpeercert(binary_form=True))
    try:
        walk.note(proved(login.trust, session))
    except UnpinnedError as error:
        raise SourceFailedError(tls_failures.another_certificate(login.server, str(error))) from None
