"""Mail servers: each distinct one of the accounts answers, and TLS verifies as the account has it. Nobody logs in."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from services.cli.doctor.database import CLI, as_role
from services.cli.doctor.finding import Check, Finding
from services.cli.settings import CliSettings
from shared.certificates import certificate_fault
from shared.dial import dialled
from shared.errors import ConfigurationError
from shared.postgres.sessions import Connection
from shared.quoting import quoted
from shared.tls import Contexts, UnpinnedError, proved
from shared.trust import Security, Trust

SERVERS = Check("mail servers")
ANSWER_WITHIN_S = 5.0
MOST = 40
AT_ONCE = 10
LONGEST_LINE = 4096
SMTPS = 465
DISTINCT = """
SELECT protocol, host, port, tls, ca_certificates, fingerprint, count(*), min(email_address)
FROM core.read_account CROSS JOIN LATERAL (VALUES
    (incoming_protocol, incoming_server, incoming_port,
     coalesce(incoming_tls, CASE WHEN incoming_use_ssl THEN 'implicit' ELSE 'none' END), incoming_fingerprint),
    ('smtp', smtp_server, smtp_port,
     coalesce(smtp_tls, CASE WHEN smtp_port = %(smtps)s THEN 'implicit' WHEN NOT smtp_use_tls THEN 'none'
                             ELSE 'starttls' END), smtp_fingerprint)
) AS server (protocol, host, port, tls, fingerprint)
WHERE status = 'active' AND host <> ''
GROUP BY protocol, host, port, tls, ca_certificates, fingerprint
ORDER BY count(*) DESC, host, port
"""
PRELUDES = {
    "imap": ((b"", b"* "), (b"a1 STARTTLS\r\n", b"a1 OK")),
    "pop3": ((b"", b"+OK"), (b"STLS\r\n", b"+OK")),
    "smtp": ((b"", b"220"), (b"EHLO localhost\r\n", b"250 "), (b"STARTTLS\r\n", b"220")),
}
"""What is said, and how the line begins that ends the answer (RFC 9051 §6.2.1, RFC 2595 §4, RFC 3207 §4)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """One server as one or more accounts have it."""

    protocol: str
    host: str
    port: int
    security: Security
    trust: Trust
    accounts: int
    account: str

    @property
    def name(self) -> str:
        """For a person, with whom to look at."""
        more = f" and {self.accounts - 1} more" if self.accounts > 1 else ""
        return f"{self.protocol} {self.host}:{self.port} of {self.account}{more}"

    @property
    def field(self) -> str:
        """The account's field that names it."""
        return "smtp_server" if self.protocol == "smtp" else "incoming_server"


async def look(settings: CliSettings, connection: Connection) -> list[Finding]:
    """A line for all that are well, and one for each that is not."""
    await as_role(connection, CLI)
    rows = await (await connection.execute(DISTINCT, {"smtps": SMTPS})).fetchall()
    await connection.execute("RESET ROLE")
    servers = [
        MailServer(protocol, host, port, Security(tls), Trust(authorities, fingerprint), accounts, account)
        for protocol, host, port, tls, authorities, fingerprint, accounts, account in rows
    ]
    if not servers:
        return [SERVERS.ok("no active account has any")]
    try:
        contexts = Contexts(settings.tls_ca_file)
    except ConfigurationError as error:
        seen, _, step = str(error).rpartition(": ")
        return [SERVERS.problem(seen, step)]
    turn = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(_fault(server, contexts, turn) for server in servers[:MOST]))
    return _told(servers, [fault for fault in found if fault is not None])


def _told(servers: list[MailServer], faults: list[Finding]) -> list[Finding]:
    looked_at = servers[:MOST]
    plain = sum(server.security is Security.PLAINTEXT for server in looked_at)
    seen = f"{len(looked_at) - len(faults)} of {len(looked_at)} answer, with TLS as their accounts have it"
    left = f"; {len(servers) - MOST} more were not looked at" if len(servers) > MOST else ""
    if plain:
        first = SERVERS.warning(
            f"{seen}; {plain} without TLS{left}", "give these accounts TLS if their servers have it"
        )
    else:
        first = SERVERS.ok(seen + left)
    return [first, *faults]


async def _fault(server: MailServer, contexts: Contexts, turn: asyncio.Semaphore) -> Finding | None:
    async with turn:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await _greeted(server, contexts)
        except UnpinnedError as error:
            return SERVERS.problem(f"{server.name}: {error}", "pin the new certificate if the server is yours")
        except ssl.SSLCertVerificationError as error:
            fault = certificate_fault(error.verify_code, error.verify_message, None, server.field)
            return SERVERS.problem(f"{server.name}: its certificate does not verify: {fault.what}", fault.next_step)
        except (OSError, ConfigurationError) as error:
            step = f"is it up, and {server.field} right? `mailweave test-email-connectivity` goes step by step"
            return SERVERS.problem(f"{server.name}: {_why(error)}", step)
    return None


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {ANSWER_WITHIN_S:.0f} s"
    if isinstance(error, socket.gaierror):
        return "the name does not resolve"
    if isinstance(error, ssl.SSLError):
        return (error.reason or "the handshake failed").replace("_", " ").lower()
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


async def _greeted(server: MailServer, contexts: Contexts) -> None:
    """Up to the greeting, or to TLS where it is asked for. Raises OSError, UnpinnedError, ConfigurationError."""
    with contextlib.closing(await dialled(server.host, server.port)) as connection:
        if server.security is not Security.IMPLICIT_TLS:
            steps = PRELUDES[server.protocol]
            await _say(connection, steps[:1] if server.security is Security.PLAINTEXT else steps)
        if server.security is Security.PLAINTEXT:
            return
        _, writer = await asyncio.open_connection(
            sock=connection, ssl=contexts.of(server.trust), server_hostname=server.host
        )
        try:
            proved(server.trust, writer.get_extra_info("ssl_object"))
        finally:
            writer.transport.abort()
            await asyncio.sleep(0)  # the socket closes in the loop's next turn


async def _say(connection: socket.socket, steps: Iterable[tuple[bytes, bytes]]) -> None:
    loop = asyncio.get_running_loop()
    for command, expected in steps:
        if command:
            await loop.sock_sendall(connection, command)
        line = await _line(connection)
        while not line.upper().startswith(expected.upper()):
            if not line.startswith((b"* ", b"250-")):
                raise ConnectionError(f"it says {quoted(line.decode(errors='replace').strip())}")
            line = await _line(connection)


async def _line(connection: socket.socket) -> bytes:
    """One line, a byte at a time: what follows may be TLS already."""
    loop, line = asyncio.get_running_loop(), b""
    while not line.endswith(b"\n") and len(line) < LONGEST_LINE:
        byte = await loop.sock_recv(connection, 1)
        if not byte:
            raise ConnectionError("it ends the connection")
        line += byte
    return line
