"""Mail servers that ail: they hang, refuse the login, or show a certificate that nobody vouches for."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from deploy.local.tls import certificates

SILENT_FOR_S = 3600.0


@dataclass(frozen=True, slots=True)
class SickPorts:
    """On localhost: each of those that hang is a server of its own; the last one alone speaks TLS."""

    hanging: Sequence[int]
    refusing: int
    untrusted: int


async def _hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncio.CancelledError):
        await asyncio.wait_for(reader.read(), SILENT_FOR_S)
    writer.close()


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK ready\r\n")
    with suppress(OSError, asyncio.CancelledError):
        while line := await reader.readline():
            tag, name, *_ = line.split()
            if name.upper() == b"LOGIN":
                writer.write(tag + b" NO [AUTHENTICATIONFAILED] wrong\r\n")
            else:
                writer.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n" + tag + b" OK done\r\n")
    writer.close()


async def _ended(servers: Sequence[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    sessions = asyncio.all_tasks() - {asyncio.current_task()}
    for session in sessions:
        session.cancel()
    await asyncio.gather(*sessions, return_exceptions=True)


@contextmanager
def sick_servers(folder: Path, hanging: int) -> Iterator[SickPorts]:
    """In a thread of their own, so that they answer whatever the benchmark does meanwhile."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = certificates(folder / "untrusted")  # by an authority that Mailweave does not know
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.certificate, made.key)
    servers: list[asyncio.Server] = []

    def started(handler: object, tls: ssl.SSLContext | None = None) -> int:
        making = asyncio.start_server(handler, "localhost", 0, ssl=tls)  # type: ignore[arg-type]
        servers.append(asyncio.run_coroutine_threadsafe(making, loop).result(10))
        return int(servers[-1].sockets[0].getsockname()[1])

    try:
        yield SickPorts([started(_hang) for _ in range(hanging)], started(_refuse), started(_refuse, context))
    finally:
        asyncio.run_coroutine_threadsafe(_ended(servers), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
