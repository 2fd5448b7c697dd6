"""Why TLS with Kafka or PostgreSQL does not come about, looked at on a connection of its own.

Clients of such servers say that they are away, or that a certificate does not verify, and leave the rest to guessing.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

from shared.certificates import certificate_fault
from shared.dial import certificate_at, dialled

SAID_WITHIN_S = 1.0
"""In TLS 1.3 a server refuses a client's certificate only after the handshake is over for the client."""
NOT_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_EOF_WHILE_READING", "PACKET_LENGTH_TOO_LONG")
Prepare = Callable[[socket.socket], Awaitable[None]]


class Hitch(Enum):
    """Where it fails."""

    SERVER_CERTIFICATE = auto()
    CLIENT_CERTIFICATE = auto()
    NO_TLS = auto()


@dataclass(frozen=True, slots=True)
class HandshakeFault:
    """`what` follows the server's name; `next_step` says what to do where the certificate tells it, else is empty."""

    hitch: Hitch
    what: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Whom to look at; `field` is the setting with its name, `trust` what to do where its authority is unknown."""

    host: str
    port: int
    field: str
    trust: str


async def handshake_fault(
    server: Server, context: ssl.SSLContext, within_s: float, prepare: Prepare | None = None
) -> HandshakeFault | None:
    """None where the handshake is well. Raises OSError (TimeoutError too) where the server is not reached at all.

    `prepare` asks for TLS where the protocol has it asked for.
    """
    async with asyncio.timeout(within_s):
        connection = await dialled(server.host, server.port)
        try:
            if prepare is not None:
                await prepare(connection)
            await _greeted(connection, context, server.host)
        except ssl.SSLCertVerificationError as error:
            shown = await certificate_at(server.host, server.port, within_s, prepare)
            fault = certificate_fault(error.verify_code, error.verify_message, shown, server.field, server.trust)
            return HandshakeFault(
                Hitch.SERVER_CERTIFICATE, f"its certificate does not verify: {fault.what}", fault.next_step
            )
        except ssl.SSLError as error:
            return _refused(error)
        except (ConnectionError, asyncio.IncompleteReadError):
            return HandshakeFault(Hitch.NO_TLS, "it ends the connection where TLS should begin")
        finally:
            connection.close()
    return None


async def _greeted(connection: socket.socket, context: ssl.SSLContext, host: str) -> None:
    reader, writer = await asyncio.open_connection(sock=connection, ssl=context, server_hostname=host)
    try:
        async with asyncio.timeout(SAID_WITHIN_S):
            await reader.read(1)
    except TimeoutError:  # it waits for us to speak: all is well
        return
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)  # the socket closes in the loop's next turn


def _refused(error: ssl.SSLError) -> HandshakeFault:
    reason = error.reason or type(error).__name__
    if reason in NOT_TLS:
        return HandshakeFault(Hitch.NO_TLS, "it speaks no TLS there")
    said = reason.replace("_", " ").lower()
    return HandshakeFault(Hitch.CLIENT_CERTIFICATE, f"it ends the handshake ({said})")
