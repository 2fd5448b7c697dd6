"""Scripted IMAP and POP3 servers: they answer as the script says, hang up, pause or fall silent where it says so."""

import asyncio
import re
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

TAG = b"<tag>"
HANG_UP = b"<hang up>"
SILENCE = b"<silence>"
PAUSE = b"<pause>"
FOR_EVER = b"<for ever>"  # what stands behind it is said again and again
TLS = b"<tls>"
PAUSE_S = 0.5
AT_ONCE_BYTES = 64 * 1024
Answer = bytes | Sequence[bytes]
IMAP_ANSWERS: Mapping[str, Answer] = {
    "greeting": b"* OK ready\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE\r\n<tag> OK done\r\n",
    "LOGIN": b"<tag> OK logged in\r\n",
    "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 2] next\r\n<tag> OK [READ-ONLY] done\r\n",
    "LIST": b'* LIST () "/" INBOX\r\n<tag> OK done\r\n',
    "NOOP": b"<tag> OK nothing\r\n",
    "UID SEARCH": b"* SEARCH 1\r\n<tag> OK done\r\n",
    "UID FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n<tag> OK done\r\n",
    "IDLE": b"+ idling\r\n",
    "DONE": b"<tag> OK idled\r\n",
    "LOGOUT": HANG_UP,
}
POP3_ANSWERS: Mapping[str, Answer] = {
    "greeting": b"+OK ready\r\n",
    "USER": b"+OK\r\n",
    "PASS": b"+OK\r\n",
    "UIDL": b"+OK\r\n1 first\r\n.\r\n",
    "LIST": b"+OK\r\n1 5\r\n.\r\n",
    "RETR": b"+OK\r\nhello\r\n.\r\n",
    "CAPA": b"+OK\r\nTOP\r\nUIDL\r\n.\r\n",
    "STAT": b"+OK 1 5\r\n",
    "TOP": b"+OK\r\nSubject: hello\r\n\r\n.\r\n",
    "QUIT": b"+OK bye\r\n",
}
_COMMAND = re.compile(rb"(?:UID )?[A-Z]+")


@dataclass
class ScriptedServer:
    """`answers` by command: bytes, or several that are given in turn, the last one for ever. `said` is what came.

    One for a whole command (`TOP 2 0`) goes before that of its name.

    At TLS in an answer it goes over to TLS by the context in `tls`.
    `struck` counts by command how often it hung up or fell silent.
    """

    answers: Mapping[str, Answer]
    is_imap: bool
    port: int = 0
    tls: ssl.SSLContext | None = None
    said: list[bytes] = field(default_factory=list)
    sessions: int = 0
    ended: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    _turns: dict[str, int] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.sessions += 1
        with suppress(OSError, asyncio.CancelledError, ValueError):
            await self._talk(reader, writer)
        self.ended += 1
        writer.close()
        try:
            with suppress(OSError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()  # TLS waits for the other side's goodbye

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # an aborted connection ends in the loop's next turn

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tag = b""
        if not await self._answer(writer, "greeting", tag):
            return
        while line := await reader.readline():
            self.said.append(line.rstrip(b"\r\n"))
            first, _, rest = line.partition(b" ")
            is_tagged = self.is_imap and not line.startswith(b"DONE")
            tag, command = (first, rest) if is_tagged else (tag, line)
            name = _COMMAND.match(command)
            whole = command.strip().decode("latin-1")
            said = whole if whole in self.answers else name[0].decode() if name else "?"
            if not await self._answer(writer, said, tag):
                return

    async def _answer(self, writer: asyncio.StreamWriter, name: str, tag: bytes) -> bool:
        answer = self.answers.get(name, b"<tag> BAD unknown\r\n" if self.is_imap else b"-ERR unknown\r\n")
        if not isinstance(answer, bytes):
            turn = self._turns.get(name, 0)
            self._turns[name] = turn + 1
            answer = answer[min(turn, len(answer) - 1)]
        is_for_ever = False
        for piece in re.split(b"(<hang up>|<silence>|<pause>|<tls>|<for ever>)", answer.replace(TAG, tag)):
            self.struck[name] += piece in (HANG_UP, SILENCE)
            if piece == HANG_UP:
                return False
            if piece == SILENCE:
                await asyncio.Event().wait()
            elif piece == TLS:
                assert self.tls is not None
                await writer.start_tls(self.tls)
            elif piece == PAUSE:
                await asyncio.sleep(PAUSE_S)
            elif piece == FOR_EVER:
                is_for_ever = True
            else:
                await self._say(writer, piece, is_for_ever=is_for_ever)
        return True

    async def _say(self, writer: asyncio.StreamWriter, piece: bytes, *, is_for_ever: bool) -> None:
        writer.write(piece)
        await writer.drain()
        while is_for_ever:
            writer.write(piece * (1 + AT_ONCE_BYTES // len(piece)))
            await writer.drain()


@asynccontextmanager
async def scripted_imap_server(**answers: Answer) -> AsyncIterator[ScriptedServer]:
    """An IMAP server with one message; `answers` replace those of IMAP_ANSWERS, `_` in a name stands for a space."""
    changed = {name.replace("_", " "): answer for name, answer in answers.items()}
    async with _listening(ScriptedServer({**IMAP_ANSWERS, **changed}, is_imap=True)) as server:
        yield server


@asynccontextmanager
async def scripted_pop3_server(**answers: Answer) -> AsyncIterator[ScriptedServer]:
    """A POP3 server with one message; `answers` replace those of POP3_ANSWERS."""
    async with _listening(ScriptedServer({**POP3_ANSWERS, **answers}, is_imap=False)) as server:
        yield server


@asynccontextmanager
async def _listening(server: ScriptedServer) -> AsyncIterator[ScriptedServer]:
    listener = await asyncio.start_server(server.session, "localhost", 0, limit=2**20)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await server.end()
        await listener.wait_closed()
