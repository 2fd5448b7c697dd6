"""aioimaplib 2.0.3 with its defects contained (DESIGN §5).

The library parses recursively, one frame a line, and copies the rest of the chunk for each; removes every "* " inside a
line; formats every chunk for the log; leaves commands pending when the connection is lost; and lets errors that quote
a pending LOGIN, with its password, reach the event loop's log. `Wire` replaces these parts.
"""

import asyncio
import re
from typing import Any

from aioimaplib import aioimaplib

from services.poller.domain.answer_line import in_capitals
from services.poller.domain.folder_name import encoded_folder
from services.poller.imap.received import Received
from shared.oauth.sasl import SaslLogin

CRLF = b"\r\n"
aioimaplib.log.setLevel("WARNING")  # below that it logs what servers send: mail
MAX_LINE_BYTES = 4 * 1024 * 1024
MAX_ANSWER_LINES = 20_000
LITERAL_SLACK_BYTES = 64 * 1024
_LITERAL = re.compile(rb".*\{(\d+)\}$", re.DOTALL)
_EXISTS = re.compile(rb"\* (\d{1,10}) EXISTS")  # 32 bits (RFC 9051 §9)
_EXPUNGE = re.compile(rb"\* \d+ EXPUNGE")
_KEEPS_NOTHING = ("IDLE", "NOOP")  # what they are answered with is read line by line as it comes
_LIBRARY_FAULTS = (aioimaplib.AioImapException, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class WireError(Exception):
    """The connection is over. `broken` tells a server that broke the protocol from one that went away."""

    def __init__(self, what: str, *, broken: bool = False) -> None:
        super().__init__(what)
        self.broken = broken


class Wire(aioimaplib.IMAP4ClientProtocol):
    """One connection. `greeting` (bytes) and `lost` (WireError) are futures; every EXISTS that is sent sets `news`.

    `heard_at`, in the loop's time, is when the server last sent anything; `exists` is how many messages it counts.
    `is_utf8`: UTF-8 was agreed upon (RFC 6855).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, max_literal_bytes: int, *, is_greeted: bool = False) -> None:
        """`is_greeted`: by STARTTLS the greeting came before, and none follows."""
        super().__init__(loop)
        self.transport: asyncio.Transport | None  # type: ignore[assignment]
        self.greeting: asyncio.Future[Any] = loop.create_future()
        self.lost: asyncio.Future[Any] = loop.create_future()
        self.closed = asyncio.Event()
        self.news = asyncio.Event()
        self.heard_at = loop.time()
        self.exists = 0
        self.is_utf8 = False
        self.challenge = ""
        self._answers: list[str] = []
        self._bye = b""
        self._unread = bytearray()
        self._searched = 0
        self._received = Received()
        self._asks_to_end = False
        self._literal_left = 0
        self._in_answer: aioimaplib.Command | None = None
        self._max_literal_bytes = max_literal_bytes + LITERAL_SLACK_BYTES
        if is_greeted:
            self.greeting.set_result(b"* OK")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.greeting.done():
            self.state = aioimaplib.NONAUTH

    def fail(self, what: str, *, broken: bool = False) -> None:
        """Ends the connection and says why to whoever waits."""
        if not self.lost.done():
            self.lost.set_result(WireError(what, broken=broken))
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(self._bye.decode("utf-8", "replace") or (str(exc) if exc else "without a word"))
        self.closed.set()

    def data_received(self, d: bytes) -> None:
        """Line by line and literal by literal, without recursion."""
        self.heard_at = asyncio.get_running_loop().time()
        self._unread += d
        self._received.bytes += len(d)
        try:
            while not self.lost.done() and self._take():
                if too_much := self._received.too_much():
                    self.fail(too_much, broken=True)
        except _LIBRARY_FAULTS as fault:
            self.fail(f"an answer that cannot be understood ({type(fault).__name__})", broken=True)
            return
        if self._bye:  # not all servers close the connection after it, and then the reason would be lost in a time-out
            self.fail(self._bye.decode("utf-8", "replace"))

    def send(self, line: str, scrub: str | None = None) -> None:
        if self.transport is not None and not self.transport.is_closing():  # in uvloop that is a RuntimeError
            self.transport.write(f"{line}\r\n".encode())

    def folder(self, name: str) -> str:
        """A folder's name as a command's argument."""
        return str(aioimaplib.quoted(encoded_folder(name, is_utf8=self.is_utf8)))

    async def enable_utf8(self) -> None:
        """Where the server offers it (RFC 6855): else it may change mail to addresses beyond ASCII, or show none."""
        if {name.upper() for name in self.capabilities} & {"UTF8=ACCEPT", "UTF8=ONLY"}:
            answer = await self.simple_command("ENABLE", "UTF8=ACCEPT")
            enabled = [line.upper().split() for line in answer.lines if line.upper().startswith(b"ENABLED ")]
            self.is_utf8 = answer.result == "OK" and any(b"UTF8=ACCEPT" in words for words in enabled)

    async def execute(self, command: aioimaplib.Command, scrub: str | None = None) -> aioimaplib.Response:
        self._received = Received(self._max_literal_bytes if command.name == "FETCH" else 0)
        return await super().execute(command, scrub)  # type: ignore[arg-type]

    async def authenticate(self, login: SaslLogin) -> aioimaplib.Response:
        """AUTHENTICATE (RFC 9051 §6.2.2), in one line where the server has SASL-IR (RFC 4959).

        What the server says before it refuses is in `challenge`: it is answered, or it would wait for ever.
        """
        is_at_once = "SASL-IR" in {name.upper() for name in self.capabilities}
        self._asks_to_end = False
        self._answers = [login.after_failure] if is_at_once else [login.initial, login.after_failure]
        initial = (login.initial,) if is_at_once else ()
        loop = asyncio.get_running_loop()
        command = aioimaplib.Command("AUTHENTICATE", self.new_tag(), login.mechanism, *initial, loop=loop)
        answer = await self.execute(command)
        self._answers = []
        if answer.result == "OK":
            self.state = aioimaplib.AUTH
        return answer

    def _continuation(self, line: bytes) -> None:
        if self.pending_sync_command is None or self.pending_sync_command.name != "AUTHENTICATE":
            super()._continuation(line)
            return
        self.challenge = line[1:].strip().decode("ascii", "replace")
        if self._asks_to_end:
            self.fail("it asks on after the last word of the login", broken=True)
            return
        self._asks_to_end = not self._answers
        self.send(self._answers.pop(0) if self._answers else "*")  # "*": there is nothing more to say

    def _take(self) -> bool:
        if self._in_answer is not None and self._literal_left:
            return self._take_literal(self._in_answer)
        end = self._unread.find(CRLF, self._searched)
        if end < 0:
            self._searched = max(0, len(self._unread) - 1)
            if len(self._unread) > MAX_LINE_BYTES:
                self.fail(f"a line of over {MAX_LINE_BYTES} bytes", broken=True)
            return False
        line = bytes(self._unread[:end])
        del self._unread[: end + 2]
        self._searched = 0
        self._received.lines += 1
        self._take_line(line)
        return True

    def _take_line(self, line: bytes) -> None:
        line = in_capitals(line) if self._in_answer is None else line
        if not self.greeting.done():
            self.state = aioimaplib.AUTH if line.startswith(b"* PREAUTH") else aioimaplib.NONAUTH
            self.greeting.set_result(line)
            return
        # Only a literal continues an answer on the next line (RFC 9051 §4.3); the library counts parentheses instead.
        command, self._in_answer = self._handle_line(line, self._in_answer), None
        kept = command or self.pending_sync_command
        if kept is not None and len(kept.response.lines) > MAX_ANSWER_LINES:
            self.fail(f"an answer of over {MAX_ANSWER_LINES} lines", broken=True)
        literal = _LITERAL.match(line)
        if literal is not None:
            self._begin_literal(command, int(literal[1]))

    def _begin_literal(self, command: aioimaplib.Command | None, size: int) -> None:
        if size > self._max_literal_bytes:
            self.fail(f"a literal of {size} bytes", broken=True)
            return
        self._in_answer = (
            command if command is not None else aioimaplib.Command("NIL", "unused", loop=asyncio.get_running_loop())
        )
        self._in_answer.begin_literal_data(size)
        self._literal_left = size

    def _take_literal(self, command: aioimaplib.Command) -> bool:
        taken = bytes(self._unread[: self._literal_left])
        del self._unread[: len(taken)]
        command.append_literal_data(taken)
        self._literal_left -= len(taken)
        return bool(self._unread)

    def _handle_line(self, line: bytes, current_cmd: Any) -> aioimaplib.Command | None:
        if exists := _EXISTS.match(line):
            self.exists = int(exists[1])
            self.news.set()
        elif _EXPUNGE.match(line):
            self.exists = max(0, self.exists - 1)
        elif line.startswith(b"* BYE"):
            self._bye = line[2:]
        return super()._handle_line(line, current_cmd)

    def _untagged_response(self, line: bytes) -> Any:
        """As the library does it, but only the leading "* " is taken off."""
        text = line[2:] if line.startswith(b"* ") else line
        if self.pending_sync_command is not None:
            command = self.pending_sync_command
        else:
            counted = aioimaplib.message_data_re.match(text)
            name, _, rest = (counted[1], b"", text) if counted else text.partition(b" ")
            word = name.decode("ascii", "replace").upper()
            command, text = self.pending_async_commands.get(word), rest
            if command is None and word == "STATUS":
                command = self.pending_async_commands.get("LIST")  # that answers with both (RFC 5819)
        if command is None or command.name in _KEEPS_NOTHING:
            return None
        command.append_to_resp(text)
        return command
