"""The way to a mail server: its name, its addresses, its certificate, and what an error there means."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.poller.domain import failures
from services.poller.domain.failures import Failure
from services.poller.domain.steps import StepName
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.certificates import certificate_fault
from shared.dial import addresses_of, certificate_at, connected, others, patience_s, peer_of
from shared.walk import Walk

LOOK_WITHIN_S = 5.0
T = TypeVar("T")
Begin = Callable[[socket.socket, float], Awaitable[None]]
"""TLS and greeting on a connection, each within so many seconds."""


async def begin_where_it_speaks(login: Login, timeout_s: float, walk: Walk, begin: Begin) -> None:
    """Connects and begins the session; raises SourceFailedError.

    Who takes a connection and says nothing on it is left for the next address of the name, if there is one.
    """
    walk.reach(StepName.RESOLVE)
    left = await _in_time(login, timeout_s, addresses_of(login.host, login.port))
    walk.note(", ".join(str(address[4][0]) for address in left))
    while True:
        walk.reach(StepName.CONNECT)
        connection = await _in_time(login, timeout_s, connected(left))
        walk.note(peer_of(connection))
        left = others(left, connection)
        try:
            return await begin(connection, patience_s(timeout_s, left))
        except SourceFailedError as error:
            if not (error.failure.is_silence and left):
                raise


async def _in_time(login: Login, timeout_s: float, work: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(timeout_s):
            return await work
    except OSError as error:
        raise SourceFailedError(connection_failure(login.server, timeout_s, error)) from None


async def handshake_failure(login: Login, timeout_s: float, error: OSError) -> Failure:
    """What an error while TLS began means; a certificate that did not verify is looked at, to say what is wrong."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return connection_failure(login.server, timeout_s, error)
    certificate = await certificate_at(login.host, login.port, min(LOOK_WITHIN_S, timeout_s))
    fault = certificate_fault(error.verify_code, error.verify_message, certificate, "incoming_server")
    return failures.unverified(login.server, fault.what, fault.next_step)


def connection_failure(server: str, timeout_s: float, error: OSError) -> Failure:
    """What an error of the operating system or of TLS means while connecting."""
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
