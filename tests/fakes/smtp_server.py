"""A scripted SMTP server: answers what the script says, hangs up or falls silent where it says so.

Points of a session: `greeting EHLO STARTTLS AUTH MAIL RCPT DATA 354 . 250 RSET NOOP`, where `354` is after the reply to
DATA, `.` after the final dot, `250` after the reply to it; the others are before the reply to that command.
"""

import asyncio
import base64
import re
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PIPELINING = "PIPELINING"


@dataclass(frozen=True)
class Script:
    """How the server behaves; `replies` by command (`RCPT b@x` before `RCPT`), several separated by `|` in turn.

    After a 421 it closes the session (RFC 5321 §3.8).
    """

    replies: Mapping[str, str] = field(default_factory=dict)
    hangs_up_at: str = ""
    silent_at: str = ""
    sessions_with_fault: int = 1_000_000
    extensions: tuple[str, ...] = ("SIZE 50000000", "DSN", "ENHANCEDSTATUSCODES", PIPELINING)
    tls: ssl.SSLContext | None = None
    is_tls_from_start: bool = False
    login: tuple[str, str] | None = None
    auth_methods: str = "PLAIN"
    most_sessions: int = 1_000_000
    over_limit: tuple[str, str] = ("greeting", "421 4.7.0 too many connections")
    """Where a session is refused that began while as many as `most_sessions` were open, and the reply there."""
    wants_name: str = ""
    """What the name in EHLO and HELO must match."""
    hangs_up_after: str = ""
    """The command after whose refusal the session ends."""
    drops_what_came_together: bool = False
    hangs_up_after_refused_login: bool = False


@dataclass(frozen=True)
class Received:
    """A message that the server has whole: the final dot was seen."""

    reverse_path: str
    forward_paths: tuple[str, ...]
    raw: bytes


class HangUpError(Exception):
    """The script ends the session here."""


class ScriptedSmtpServer:
    """Listens on a free port of localhost; `received` and `commands` say what came, `struck` which faults went out."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.port = 0
        self.received: list[Received] = []
        self.commands: list[str] = []
        self.sessions = 0
        self.most_open = 0
        self.reached = asyncio.Event()
        """Set when the point of a hang-up or silence is reached."""
        self.go_on = asyncio.Event()
        """Ends the silence."""
        self.struck: Counter[tuple[str, str]] = Counter()
        """How often, by the point and what was done there: a refusal's reply code, `hung up` or `silent`."""
        self._turns: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.sessions += 1
        self.most_open = max(self.most_open, len(self._tasks))
        session = _Session(self, self.sessions <= self.script.sessions_with_fault, reader, writer)
        session.is_over_limit = len(self._tasks) > self.script.most_sessions
        try:
            with suppress(
                HangUpError, ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError
            ):
                await session.serve()
        finally:
            # After a handshake that failed, wait_closed() would wait for ever.
            if session.aborts:
                writer.transport.abort()
            else:
                writer.close()
                with suppress(ConnectionError, ssl.SSLError):
                    await writer.wait_closed()
            self._tasks.discard(task)

    def reply(self, *names: str) -> str | None:
        """The scripted reply for the first of these names, in turn when there are several."""
        for name in names:
            if name in self.script.replies:
                choices = self.script.replies[name].split("|")
                turn = self._turns.get(name, 0)
                self._turns[name] = turn + 1
                return choices[min(turn, len(choices) - 1)]
        return None

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)


class _Session:
    def __init__(
        self, server: ScriptedSmtpServer, has_fault: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._script = server.script
        self._has_fault = has_fault
        self._reader = reader
        self._writer = writer
        self._is_protected = server.script.is_tls_from_start
        self._reverse_path = ""
        self._forward_paths: list[str] = []
        self._has_envelope = False
        self.aborts = False
        self.is_over_limit = False
        self._name = ""

    async def serve(self) -> None:
        await self._point("greeting")
        greeting = self._over_limit("greeting") or self._server.reply("greeting") or "220 fake.example ESMTP"
        await self._say("greeting", greeting)
        while line := await self._next_line():
            text = line.decode("utf-8", "replace").strip()
            self._server.commands.append(text)
            await self._command(text, text.partition(" ")[0].upper())

    async def _next_line(self) -> bytes:
        if self._script.drops_what_came_together:
            return (await self._reader.read(2**16)).partition(b"\n")[0]
        return await self._reader.readline()

    def _over_limit(self, verb: str) -> str | None:
        point, reply = self._script.over_limit
        return reply if self.is_over_limit and verb == point else None

    async def _command(self, text: str, verb: str) -> None:
        await self._point(verb)
        if refusal := self._over_limit(verb):
            await self._say(verb, refusal)
        elif verb == "EHLO":
            self._name = text.partition(" ")[2]
            await self._ehlo()
        elif verb == "STARTTLS" and self._script.tls is not None:
            reply = self._server.reply(verb) or "220 go ahead"
            await self._say(verb, reply)
            if not reply.startswith("220"):
                return
            self.aborts = True
            await self._writer.start_tls(self._script.tls)
            self.aborts = False
            self._is_protected = True
        elif verb == "AUTH":
            await self._auth(text)
        elif verb in ("MAIL", "RCPT"):
            await self._envelope(text, verb)
        elif verb == "DATA":
            await self._data()
        elif verb == "QUIT":
            await self._say(verb, "221 bye")
            raise HangUpError
        elif verb == "RSET":
            self._forward_paths, self._has_envelope = [], False
            await self._say(verb, self._server.reply("RSET") or "250 2.0.0 forgotten")
        else:
            self._name = text.partition(" ")[2] if verb == "HELO" else self._name
            refused = self._refused_name() if verb == "HELO" else None
            default = refused or ("250 ok" if verb in ("HELO", "NOOP") else "502 5.5.1 unknown")
            await self._say(verb, self._server.reply(verb) or default)

    async def _ehlo(self) -> None:
        extensions = list(self._script.extensions)
        if self._script.tls is not None and not self._is_protected:
            extensions.append("STARTTLS")
        if self._script.login is not None:
            extensions.append(f"AUTH {self._script.auth_methods}")
        scripted = self._server.reply("EHLO")
        lines = ["fake.example", *extensions]
        default = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}"
        await self._say("EHLO", scripted or self._refused_name() or default)

    def _refused_name(self) -> str | None:
        wanted = self._script.wants_name
        return "550 5.7.1 that is no name of yours" if wanted and not re.fullmatch(wanted, self._name) else None

    async def _auth(self, text: str) -> None:
        assert self._script.login is not None
        if not text.upper().startswith("AUTH PLAIN"):
            await self._say("AUTH", "504 5.5.4 no such method")
            return
        _, user, password = base64.b64decode(text.split(" ")[2]).decode().split("\0")
        is_right = (user, password) == self._script.login
        default = "235 2.7.0 welcome" if is_right else "535 5.7.8 wrong password"
        await self._say("AUTH", self._server.reply("AUTH") or default)
        if not is_right and self._script.hangs_up_after_refused_login:
            raise HangUpError

    async def _envelope(self, text: str, verb: str) -> None:
        address = text[text.index("<") + 1 : text.index(">")]
        reply = self._server.reply(f"{verb} {address}", verb) or "250 2.1.0 ok"
        if verb == "MAIL" and self._has_envelope:
            reply = "503 5.5.1 nested MAIL command"
        elif reply.startswith("2") and verb == "MAIL":
            self._reverse_path, self._forward_paths, self._has_envelope = address, [], True
        if reply.startswith("2") and verb == "RCPT":
            self._forward_paths.append(address)
        await self._say(verb, reply)

    async def _data(self) -> None:
        reply = self._server.reply("DATA") or "354 go on"
        await self._say("DATA", reply)
        if not reply.startswith("354"):
            return
        await self._point("354")
        raw = b""
        while (line := await self._reader.readline()) != b".\r\n":
            if not line:
                raise HangUpError
            raw += line[1:] if line.startswith(b".") else line
        self._has_envelope = False
        reply = self._server.reply(".") or "250 2.0.0 queued"
        if reply.startswith("2"):
            self._server.received.append(Received(self._reverse_path, tuple(self._forward_paths), raw))
        await self._point(".")
        await self._say(".", reply)
        await self._point("250")

    async def _say(self, point: str, reply: str) -> None:
        self._writer.write(reply.replace("\\r", "\r").replace("\\n", "\n").encode() + b"\r\n")
        await self._writer.drain()
        if reply.startswith(("4", "5")):
            self._server.struck[point, reply[:3]] += 1
        if reply.startswith("421") or (reply.startswith(("4", "5")) and point == self._script.hangs_up_after):
            raise HangUpError

    async def _point(self, name: str) -> None:
        if not self._has_fault:
            return
        if name == self._script.silent_at:
            self._server.struck[name, "silent"] += 1
            self._server.reached.set()
            await self._server.go_on.wait()
        if name == self._script.hangs_up_at:
            self._server.struck[name, "hung up"] += 1
            self._server.reached.set()
            self.aborts = name != "250"
            raise HangUpError


@asynccontextmanager
async def scripted_smtp_server(script: Script, host: str = "127.0.0.1") -> AsyncIterator[ScriptedSmtpServer]:
    """Runs while the block does."""
    fake = ScriptedSmtpServer(script)
    tls = script.tls if script.is_tls_from_start else None
    server = await asyncio.start_server(fake.session, host, 0, ssl=tls, limit=2**24)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        await fake.end()
        await server.wait_closed()
