"""A POP3 connection for use in a thread: every answer is bounded, message bytes are kept as they came."""

import contextlib
import poplib
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.pop3_answer import count_in, sizes_in, uidls_in
from services.poller.domain.steps import StepName
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.walk import Walk

MAX_LINE_BYTES = 1024 * 1024
EXTRA_BYTES = 64 * 1024
_CONTROL_CHARS = re.compile(r"[\x00\r\n]")


class RefusedError(Exception):
    """The server answered -ERR to one command."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Offer:
    """A message in this session: its position, its UIDL, its size by LIST."""

    position: int
    uidl: str
    size_bytes: int


class _Connection(poplib.POP3):
    """On a socket that is connected already; reads the greeting."""

    def __init__(self, host: str, port: int, given: socket.socket, timeout_s: float) -> None:
        self._given = given
        self.sock = None  # type: ignore[assignment]  # what close() leaves
        self.file = None  # type: ignore[assignment]
        try:
            super().__init__(host, port, timeout_s)
        except (poplib.error_proto, OSError):
            self.close()  # poplib leaves the socket of a bad greeting open
            raise

    def _create_socket(self, timeout: float) -> socket.socket:
        return self._given


class Pop3Wire:
    """Blocking calls. They raise OSError for the network, SourceFailedError for the protocol.

    `nameless` counts the messages of the last listing that have no UIDL: nobody could tell whether they were read.
    """

    def __init__(
        self, login: Login, timeout_s: float, max_message_bytes: int, given: socket.socket | None = None
    ) -> None:
        """`given` is connected already, and belongs to the wire from here on; without it there is none to begin."""
        self._given = given
        self._login = login
        self._timeout_s = timeout_s
        self._max_message_bytes = max_message_bytes + EXTRA_BYTES
        self._connection: _Connection | None = None
        self._is_interrupted = False
        self.nameless = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody is logged in or about to be."""
        return self._connection is not None and self._connection.sock is not None

    def begin(self, context: ssl.SSLContext | None, walk: Walk, patience_s: float) -> None:
        """Secures the connection and reads the greeting."""
        given = self._given
        if given is None:
            raise SourceFailedError(failures.hung_up(self._login.server, "the session is closed"))
        given.settimeout(patience_s)
        if context is not None:
            walk.reach(StepName.TLS)
            given = self._given = context.wrap_socket(given, server_hostname=self._login.host)
        walk.reach(StepName.GREETING)
        self._greeted(given)
        given.settimeout(self._timeout_s)
        if self._is_interrupted:  # while it was connecting, when there was nothing to close yet
            self.interrupt()

    def log_in(self) -> None:
        """By USER and PASS."""
        username, password = self._login.username, self._login.secret
        try:
            self._command(f"USER {username}")
            self._command(f"PASS {password}")
        except RefusedError as refused:
            said = quote(refused.said, password)
            raise SourceFailedError(failures.refused_login(self._login.server, quote(username), said)) from None

    def capabilities(self) -> str:
        """What CAPA says (RFC 2449), on one line; empty where it is not known."""
        try:
            return quote(b" ".join(self._lines("CAPA")))
        except RefusedError:
            return ""

    def count(self) -> int | None:
        """How many messages STAT counts; None when its answer cannot be read. Raises RefusedError."""
        return count_in(self._command("STAT"))

    def offered(self) -> list[Offer]:
        """What the mailbox holds, in the server's order; needs UIDL (RFC 1939 §7). Sizes may be missing."""
        try:
            uidls = uidls_in(self._lines("UIDL"))
        except RefusedError as refused:
            if self._is_empty():  # some refuse to list nothing
                return []
            raise self._broken(f"no UIDL: {quote(refused.said)}") from None
        sizes = self._sizes()
        self.nameless = uidls.nameless
        if uidls.nameless and not uidls.told:
            raise self._broken("a listing without numbers")
        return [Offer(number, uidl, sizes.get(number, 0)) for number, uidl in uidls.told]

    def header(self, position: int) -> None:
        """Reads the header of one message, all of it where the server has no TOP; raises RefusedError."""
        try:
            self._lines(f"TOP {position} 0")
        except RefusedError:
            self.message(position)

    def message(self, position: int) -> bytes:
        """The bytes of one message, dots unstuffed, line ends as they came; raises RefusedError."""
        self._command(f"RETR {position}")
        return b"".join(self._answer_lines(self._max_message_bytes))

    def delete(self, position: int) -> None:
        """Marks a message, which goes when the session ends by `quit` (RFC 1939 §5, §6); raises RefusedError."""
        self._command(f"DELE {position}")

    def quit(self) -> None:
        """Says goodbye, so that what was marked is deleted and the mailbox unlocked at once; raises RefusedError."""
        self._command("QUIT")

    def interrupt(self) -> None:
        """Ends the connection for good, from any thread; a thread that waits on it wakes up."""
        self._is_interrupted = True
        connection, self._connection = self._connection, None
        given, self._given = self._given, None
        if connection is not None:
            connection.close()
        if given is not None:
            with contextlib.suppress(OSError):
                given.shutdown(socket.SHUT_RDWR)
            given.close()

    def _lines(self, command: str) -> list[bytes]:
        self._command(command)
        return list(self._answer_lines(self._max_message_bytes))

    def _answer_lines(self, limit: int) -> list[bytes]:
        lines: list[bytes] = []
        while True:
            line = self._read(limit)
            if line in (b".\r\n", b".\n"):
                return lines
            limit -= len(line)
            lines.append(line.removeprefix(b"."))

    def _greeted(self, given: socket.socket) -> None:
        try:
            self._connection = _Connection(self._login.host, self._login.port, given, self._timeout_s)
        except poplib.error_proto as error:
            said = quote(_said(error))
            if said == "-ERR EOF":
                raise SourceFailedError(failures.hung_up(self._login.server, "without a word")) from None
            raise SourceFailedError(failures.wrong_language(self._login.server, "POP3", said)) from None

    def _is_empty(self) -> bool:
        try:
            return self.count() == 0
        except RefusedError:
            return False

    def _sizes(self) -> Mapping[int, int]:
        try:
            return sizes_in(self._lines("LIST"))
        except RefusedError:
            return {}

    def _command(self, line: str) -> str:
        if _CONTROL_CHARS.search(line):
            raise RefusedError("it holds a line break, not sent")
        connection = self._opened()
        connection.sock.sendall(f"{line}\r\n".encode())
        said = self._read(MAX_LINE_BYTES)
        if said.startswith(b"-ERR"):
            raise RefusedError(said.decode("utf-8", "replace").removeprefix("-ERR").strip())
        if not said.startswith(b"+OK"):
            raise self._broken(f"it said: {quote(said)}")
        return said.decode("utf-8", "replace").removeprefix("+OK").strip()

    def _read(self, limit: int) -> bytes:
        line = self._opened().file.readline(limit + 1)
        if len(line) > limit:
            raise self._broken("an answer without end")
        if not line.endswith(b"\n"):
            raise SourceFailedError(failures.hung_up(self._login.server, "without a word"))
        return line

    def _opened(self) -> _Connection:
        connection = self._connection
        if connection is None or connection.sock is None:
            raise SourceFailedError(failures.hung_up(self._login.server, "the session is closed"))
        return connection

    def _broken(self, what: str) -> SourceFailedError:
        return SourceFailedError(failures.broken_answer(self._login.server, what))


def _said(error: poplib.error_proto) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
