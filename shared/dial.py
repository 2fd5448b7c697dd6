"""Connecting by name: every address of it gets its turn soon (RFC 8305), and a name that is looked up slowly delays no
other one."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import aiohappyeyeballs

NEXT_ADDRESS_AFTER_S = 0.25
SPEAKS_WITHIN_S = 2.0
"""So long a server may take to its first word while there are other addresses of its name."""
MOST_LOOKUPS = 64
Address = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""As socket.getaddrinfo gives it."""
# Not the loop's own threads, of which there are few and which others need: a lookup takes as long as its servers like.
_LOOKUPS = ThreadPoolExecutor(MOST_LOOKUPS, thread_name_prefix="lookup")


async def addresses_of(host: str, port: int) -> Sequence[Address]:
    """Where the name leads, in the order of preference; raises socket.gaierror."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look_up)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "this is no host name") from None
    return [address for address in found if len(address[4]) in (2, 4)]  # type: ignore[misc]  # else IPv6 is not built in


async def connected(addresses: Sequence[Address]) -> socket.socket:
    """The first one that answers, a quarter of a second after the one before; raises OSError when none does."""
    return await aiohappyeyeballs.start_connection(addresses, happy_eyeballs_delay=NEXT_ADDRESS_AFTER_S)


def others(addresses: Sequence[Address], connection: socket.socket) -> Sequence[Address]:
    """Those that the connection does not lead to, which are left when nobody speaks there."""
    try:
        peer = connection.getpeername()[:2]
    except OSError:  # it is over already, which is no silence
        return []
    return [address for address in addresses if address[4][:2] != peer]


def peer_of(connection: socket.socket) -> str:
    """The address that it leads to, to be shown."""
    try:
        return str(connection.getpeername()[0])
    except OSError:
        return ""


def patience_s(timeout_s: float, left: Sequence[Address]) -> float:
    """How long to wait for the first word when these addresses are left."""
    return min(timeout_s, SPEAKS_WITHIN_S) if left else timeout_s


async def dialled(host: str, port: int) -> socket.socket:
    """A connection to the name; raises OSError."""
    return await connected(await addresses_of(host, port))


async def certificate_at(
    host: str, port: int, timeout_s: float, prepare: Callable[[socket.socket], Awaitable[None]] | None = None
) -> bytes | None:
    """The certificate (DER) of a server that speaks TLS from the first byte, or after `prepare`.

    Unverified, to say what is wrong with it: nothing is said or believed on this connection. None when it is not shown
    again. `prepare` raises OSError.
    """
    with contextlib.suppress(OSError):
        async with asyncio.timeout(timeout_s):
            connection = await dialled(host, port)
            try:
                if prepare is not None:
                    await prepare(connection)
                transport, _ = await asyncio.get_running_loop().create_connection(
                    asyncio.Protocol, sock=connection, ssl=unverified(), server_hostname=host
                )
            except BaseException:
                connection.close()
                raise
            return await shown_certificate(transport)
    return None


def unverified() -> ssl.SSLContext:
    """A context to look at a certificate with, and for nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def shown_certificate(transport: asyncio.Transport) -> bytes | None:
    """The certificate (DER) that the server showed in its handshake; ends the connection."""
    session = transport.get_extra_info("ssl_object")
    transport.abort()
    await asyncio.sleep(0)  # the socket closes in the loop's next turn
    return session.getpeercert(binary_form=True) if session is not None else None
