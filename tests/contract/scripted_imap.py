"""A scripted IMAP server and a source on it, for the contract tests of single answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.poller.domain.copies import Listed
from services.poller.ports import MailSource
from tests.contract.mail_source import ACCOUNT, Place, opened
from tests.fakes.mail_server import (
    Answer,
    ScriptedServer,
    scripted_imap_server,
)

RAW = b"Subject: x\r\n\r\n* 2 FETCH (UID 3)\r\nA1 OK done\r\n{7}\r\nend"
ONE = Listed(1, len(RAW))
LARGE = 10 * 1024 * 1024  # bytes, which may take ten minutes
LITERAL = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(RAW), RAW)


@asynccontextmanager
async def imap(timeout_s: float = 10, **answers: Answer) -> AsyncIterator[tuple[ScriptedServer, MailSource]]:
    """A server, and a source that has examined INBOX on it."""
    async with (
        scripted_imap_server(**answers) as server,
        opened(Place("imap", server.port), timeout_s=timeout_s) as source,
    ):
        await source.examine("INBOX")
        yield server, source


def commands(server: ScriptedServer) -> list[str]:
    """What the server was told, without tags and arguments."""
    words = [line.decode().removeprefix("DONE").split() for line in server.said]
    return [" ".join(each[1 : 3 if each[1] == "UID" else 2]) if each else "DONE" for each in words]


def at(line: str, port: int) -> str:
    return f"{ACCOUNT}: {line}".replace("SERVER", f"localhost:{port}")
