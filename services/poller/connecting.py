"""The way to a mail server: its name, its addresses, its certificate, and what an error there means."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from services.poller.domain import failures, tls_failures
from services.poller.domain.failures import Failure
from services.poller.domain.steps import StepName
from services.poller.plain_wire import PlainWire
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.certificates import certificate_fault
from shared.dial import addresses_of, certificate_at, connected, others, patience_s, peer_of
from shared.trust import Security
from shared.walk import Walk

LOOK_WITHIN_S = 5.0
T = TypeVar("T")
Begin = Callable[[socket.socket, float], Awaitable[None]]
"""TLS and greeting on a connection, each within so many seconds."""
BeginTls = Callable[[PlainWire, Walk, float], Awaitable[None]]
"""The protocol's way to TLS on a connection in plain text; the greeting is due within so many seconds."""


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


async def ask_for_tls(
    begin_tls: BeginTls, connection: socket.socket, login: Login, walk: Walk, patience_s: float, timeout_s: float
) -> None:
    """Up to where the handshake begins, in bounded time however a server spins it out; raises SourceFailedError."""
    within_s = patience_s + 2 * timeout_s
    try:
        async with asyncio.timeout(within_s):
            await begin_tls(PlainWire(connection, login, timeout_s), walk, patience_s)
    except TimeoutError:
        raise SourceFailedError(failures.silent(login.server, within_s)) from None


async def _in_time(login: Login, timeout_s: float, work: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(timeout_s):
            return await work
    except OSError as error:
        raise SourceFailedError(connection_failure(login.server, timeout_s, error)) from None


async def handshake_failure(login: Login, timeout_s: float, error: OSError, begin_tls: BeginTls) -> Failure:
    """What an error while TLS began means; a certificate that did not verify is looked at, to say what is wrong."""
    is_asked_for = login.security is Security.STARTTLS
    if not isinstance(error, ssl.SSLCertVerificationError):
        return connection_failure(login.server, timeout_s, error, is_asked_for=is_asked_for)
    within_s = min(LOOK_WITHIN_S, timeout_s)
    prepare = partial(_asked_again, begin_tls, login, within_s) if is_asked_for else None
    certificate = await certificate_at(login.host, login.port, within_s, prepare)
    fault = certificate_fault(error.verify_code, error.verify_message, certificate, "incoming_server")
    return tls_failures.unverified(login.server, fault.what, fault.next_step)


async def _asked_again(begin_tls: BeginTls, login: Login, within_s: float, connection: socket.socket) -> None:
    try:
        await begin_tls(PlainWire(connection, login, within_s), Walk((), asyncio.get_running_loop().time), within_s)
    except SourceFailedError as error:
        raise ConnectionError(str(error)) from None


def connection_failure(server: str, timeout_s: float, error: OSError, *, is_asked_for: bool = False) -> Failure:
    """What an error of the operating system or of TLS means while connecting; `is_asked_for`: TLS by STARTTLS."""
    # The network's doing, as a rule: no long rest.
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError):
        return failures.hung_up(server, "in the TLS handshake")
    if isinstance(error, ssl.SSLError):
        why = (error.reason or "handshake failed").replace("_", " ").lower()
        return tls_failures.no_tls(server, why, is_asked_for=is_asked_for)
    if isinstance(error, TimeoutError):
        return failures.silent(server, timeout_s)
    if isinstance(error, socket.gaierror):
        return failures.unreachable(server, "the name does not resolve")
    if isinstance(error, ConnectionRefusedError):
        return failures.unreachable(server, "connection refused")
    return failures.unreachable(server, error.strerror or type(error).__name__)
