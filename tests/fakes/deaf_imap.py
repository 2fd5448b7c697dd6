"""An IMAP server whose open connections go deaf in one of five ways; a connection that is opened later hears.

A connection is deaf to what arrives after its first IDLE. What a connection that is opened then shows is true.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_COMMAND = re.compile(rb"(\S+) ((?:UID )?[A-Z]+) ?(.*)")
_RANGE = re.compile(rb"(\d+)(?::(\d+|\*))?")


class Deafness(StrEnum):
    """What an open connection does from its first IDLE on."""

    IDLE_IS_MUTE = "IDLE never reports; NOOP does"
    BLACK_HOLE = "nothing is answered, the connection stays open"
    NOOP_IS_OLD = "IDLE and NOOP are answered and report nothing; EXAMINE does"
    VIEW_IS_FROZEN = "IDLE, NOOP and EXAMINE show what there was"
    HALF_OPEN = "DONE is answered, then nothing"


@dataclass
class DeafServer:
    """INBOX holds the uids below `uidnext`, four bytes each or as `raws` has it; `deafness` None: it has no fault.

    `idling` counts the connections that wait in IDLE now, `idlers` those that ever did. It takes `most`
    logins at the same time: `open` there are now, `peak` there were, `refused` were one too many.
    """

    deafness: Deafness | None
    port: int = 0
    uidnext: int = 1
    sessions: int = 0
    idling: int = 0
    idlers: int = 0
    raws: dict[int, bytes] = field(default_factory=dict)
    most: int | None = None
    open: int = 0
    peak: int = 0
    refused: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def arrive(self, raw: bytes = b"") -> int:
        """A message comes in; its uid."""
        self.raws[self.uidnext] = raw or b"ab%02d" % self.uidnext
        self.uidnext += 1
        arrived, self.arrived = self.arrived, asyncio.Event()
        arrived.set()
        return self.uidnext - 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        self.sessions += 1
        connection = _Connection(self, reader, writer)
        try:
            with suppress(OSError, ValueError, asyncio.CancelledError):
                await connection.run()
        finally:
            self.open -= connection.is_in
            writer.close()

    def takes_one_more(self) -> bool:
        """Whether it lets another one log in."""
        if self.most is not None and self.open >= self.most:
            self.refused += 1
            return False
        self.open += 1
        self.peak = max(self.peak, self.open)
        return True


@dataclass
class _Connection:
    server: DeafServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    shown: int = 1
    is_deaf: bool = False
    is_dumb: bool = False
    is_ending: bool = False
    has_idled: bool = False
    is_in: bool = False

    async def run(self) -> None:
        self._say(b"* OK ready")
        while line := (await self.reader.readline()).rstrip():
            tag, name, rest = _COMMAND.fullmatch(line).groups()  # type: ignore[union-attr]
            await self._answer(tag, name.decode().replace(" ", "_").lower(), rest)

    async def _answer(self, tag: bytes, name: str, rest: bytes) -> None:
        if self.is_dumb:
            return
        if name == "login" and not self._logs_in():
            self._say(tag + b" NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded")
            return
        await getattr(self, f"_{name}")(rest, tag)
        if not self.is_dumb:
            self._say(tag + b" OK done")
        self.is_dumb = self.is_dumb or self.is_ending

    async def _capability(self, *_: bytes) -> None:
        self._say(b"* CAPABILITY IMAP4rev1 IDLE")

    async def _login(self, *_: bytes) -> None:
        """Anybody may, while there is room."""

    def _logs_in(self) -> bool:
        self.is_in = self.server.takes_one_more()
        return self.is_in

    async def _logout(self, *_: bytes) -> None:
        self.writer.close()

    async def _status(self, *_: bytes) -> None:
        self._say(b"* STATUS INBOX (UIDVALIDITY 7 UIDNEXT %d)" % self.server.uidnext)

    async def _examine(self, *_: bytes) -> None:
        if not (self.is_deaf and self.server.deafness is Deafness.VIEW_IS_FROZEN):
            self.shown = self.server.uidnext
        self._say(b"* %d EXISTS" % (self.shown - 1))
        self._say(b"* OK [UIDVALIDITY 7] valid")
        self._say(b"* OK [UIDNEXT %d] next" % self.shown)

    async def _select(self, *name: bytes) -> None:
        await self._examine(*name)

    async def _noop(self, *_: bytes) -> None:
        is_mute = self.server.deafness in (Deafness.NOOP_IS_OLD, Deafness.VIEW_IS_FROZEN)
        if not (self.is_deaf and is_mute):
            self._tell()

    def _tell(self) -> None:
        if self.shown < self.server.uidnext:
            self._say(b"* %d EXISTS" % (self.server.uidnext - 1))

    async def _uid_search(self, rest: bytes, _: bytes) -> None:
        self._say(b"* SEARCH" + b"".join(b" %d" % uid for uid in self._within(rest)))

    async def _uid_fetch(self, rest: bytes, _: bytes) -> None:
        for uid in self._within(rest):
            raw = self.server.raws[uid]
            what = b"BODY[] {%d}\r\n%s" % (len(raw), raw) if b"BODY" in rest else b"RFC822.SIZE %d" % len(raw)
            self._say(b"* %d FETCH (UID %d %s)" % (uid, uid, what))

    def _within(self, rest: bytes) -> list[int]:
        found = _RANGE.search(rest)
        assert found is not None
        first = int(found[1])
        last = self.shown if found[2] == b"*" else int(found[2] or first)
        return [uid for uid in range(1, self.shown) if first <= uid <= last]

    async def _idle(self, *_: bytes) -> None:
        self.server.idlers += not self.has_idled
        self.has_idled = True
        self.is_deaf = self.server.deafness is not None
        self._say(b"+ idling")
        self.server.idling += 1
        done = asyncio.ensure_future(self.reader.readline())
        try:
            if not self.is_deaf:
                await self._told_until(done)
            await done
        finally:
            self.server.idling -= 1
            done.cancel()
        self.is_dumb = self.server.deafness is Deafness.BLACK_HOLE
        self.is_ending = self.server.deafness is Deafness.HALF_OPEN

    async def _told_until(self, done: "asyncio.Future[bytes]") -> None:
        while not done.done():
            self._tell()
            waiting = asyncio.ensure_future(self.server.arrived.wait())
            both: set[asyncio.Future[Any]] = {done, waiting}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    def _say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")


@asynccontextmanager
async def deaf_imap_server(deafness: Deafness | None) -> AsyncIterator[DeafServer]:
    """It listens on localhost, without TLS."""
    server = DeafServer(deafness)
    listener = await asyncio.start_server(server.serve, "localhost", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in server.tasks:
            task.cancel()
        await asyncio.gather(*server.tasks, return_exceptions=True)
        await listener.wait_closed()
