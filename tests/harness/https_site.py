"""An HTTPS server on loopback that answers, byte for byte, what a test tells it to: also what no honest one would."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

ENDLESS = b"endless"
SILENT = b"silent"
CHUNK = b"x" * 65_536
NOT_THERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
PATIENCE_S = 30
"""After so long a silent answer ends, should nobody hang up before."""


@dataclass
class Site:
    """`pages`: what is sent for a host and path, as `host/path`; all else is a 404."""

    pages: Mapping[str, bytes]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    sent_bytes: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = head.split(" ")[1]
            host = next(line[6:] for line in head.splitlines() if line.lower().startswith("host: "))
            self.asked.append(f"https://{host}{target}")
            page = self.pages.get(
                f"{host}{target.partition('?')[0]}", b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"
            )
            if page == SILENT:
                await asyncio.wait_for(reader.read(), PATIENCE_S)
            elif page == ENDLESS:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
                while self.sent_bytes < 1_000_000_000:
                    writer.write(CHUNK)
                    self.sent_bytes += len(CHUNK)
                    await writer.drain()
            else:
                writer.write(page)
                await writer.drain()
        writer.close()


def page(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An answer with this body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{name}: {headers[name]}" for name in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def serving(pages: Mapping[str, bytes], tls: ssl.SSLContext) -> AsyncIterator[Site]:
    """The site while the block runs."""
    site = Site(pages)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site
        server.close()
