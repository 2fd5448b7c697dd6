"""What to do about a PostgreSQL that lets nobody in: libpq says what is wrong, not which setting to change."""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from shared.handshake import HandshakeFault, Server, handshake_fault
from shared.postgres.sessions import first_line

SETTING = "EMAIL_DATABASE_URL"
LOOK_WITHIN_S = 3.0
SYSTEMS_OWN = "system"
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""PostgreSQL's frontend/backend protocol, message formats: SSLRequest."""
UNVERIFIED = re.compile(r"certificate verify failed")
KNOW_ITS_AUTHORITY = "name the file with the server's authority as sslrootcert= in {}"
STEPS = (
    (re.compile(r"password authentication failed|no password supplied"), "correct user and password in {}"),
    (re.compile(r"database \"[^\"]*\" does not exist"), "correct the database's name in {}, or create it"),
    (re.compile(r"role \"[^\"]*\" does not exist"), "correct the user in {}, or create that role"),
    (UNVERIFIED, KNOW_ITS_AUTHORITY),
    (re.compile(r"does not match host name"), "set host in {} to a name that the server's certificate is for"),
    (re.compile(r"root certificate file"), KNOW_ITS_AUTHORITY),
    (re.compile(r"could not (read|load) (certificate|private key)"), "correct sslcert= and sslkey= in {}"),
    (
        re.compile(r"valid client certificate|certificate required|unknown ca|bad certificate|certificate expired"),
        "name a client's certificate that the server takes as sslcert= and sslkey= in {}",
    ),
    (re.compile(r"does not support SSL"), "have the server offer TLS, or choose another sslmode= in {}"),
    (
        re.compile(r"no pg_hba.conf entry"),
        "let this login in by pg_hba.conf, or correct user, database or sslmode= in {}",
    ),
)


def next_step(error: BaseException, setting: str = SETTING) -> str:
    """Which part of the setting to change; empty where libpq's words say it already."""
    text = str(error)
    return next((step.format(setting) for pattern, step in STEPS if pattern.search(text)), "")


async def unreachable(url: str, error: BaseException, setting: str = SETTING) -> str:
    """Both in one line."""
    said, step = await why_unreachable(url, error, setting)
    return f"PostgreSQL: {said}; {step}" if step else f"PostgreSQL: {said}"


async def why_unreachable(url: str, error: BaseException, setting: str = SETTING) -> tuple[str, str]:
    """What libpq says, of a certificate what is wrong with it; and the next step, empty where the words tell it."""
    said, step = first_line(error), next_step(error, setting)
    if UNVERIFIED.search(said):
        # Gone meanwhile, or the authority's file cannot be read: then libpq's words must do.
        with contextlib.suppress(OSError, ValueError):
            fault = await _certificate_fault(url, setting)
            if fault is not None:
                return fault.what, fault.next_step
    return said, step


async def _certificate_fault(url: str, setting: str) -> HandshakeFault | None:
    parts = conninfo_to_dict(url)
    host, port = str(parts.get("host", "")).split(",")[0], int(str(parts.get("port", "5432")).split(",")[0])
    context = ssl.create_default_context(cafile=_authority(str(parts.get("sslrootcert", ""))))
    context.check_hostname = parts.get("sslmode") == "verify-full"
    server = Server(host, port, f"host in {setting}", KNOW_ITS_AUTHORITY.format(setting))
    return await handshake_fault(server, context, LOOK_WITHIN_S, _ask_for_tls)


def _authority(sslrootcert: str) -> str | None:
    if sslrootcert == SYSTEMS_OWN:
        return None
    return sslrootcert or str(Path.home() / ".postgresql" / "root.crt")


async def _ask_for_tls(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, SSL_REQUEST)
    if await loop.sock_recv(connection, 1) != b"S":
        raise ConnectionError("it offers no TLS")
