"""A POP3 connection for use in a thread: one command and its answer, every wait and every answer bounded."""

import contextlib
import poplib
import re
import socket
import ssl
from collections.abc import Iterator
from io import BytesIO

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.steps import StepName
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from services.poller.tls import need_proof
from shared.trust import Security
from shared.walk import Walk

MAX_LINE_BYTES = 1024 * 1024
EXTRA_BYTES = 64 * 1024
MAX_LISTING_LINES = 500_000
MAX_LISTING_BYTES = 64 * 1024 * 1024
QUIET_S = 2.0
"""How long nothing may follow an end that is none by the standard, before it is taken for the end all the same."""
CRLF = b"\r\n"
_LONE_DOT = (b".\r\n", b".\n")
_CONTROL_CHARS = re.compile(r"[\x00\r\n]")


class RefusedError(Exception):
    """The server answered -ERR to one command."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class _Greeted(poplib.POP3):
    """On a socket that is connected already; reads the greeting, unless it came before STLS."""

    def __init__(self, login: Login, given: socket.socket, timeout_s: float) -> None:
        self._given = given
        self._is_greeted = login.security is Security.STARTTLS
        self.sock = None  # type: ignore[assignment]  # what close() leaves
        self.file = None  # type: ignore[assignment]
        try:
            super().__init__(login.host, login.port, timeout_s)
        except (poplib.error_proto, OSError):
            self.close()  # poplib leaves the socket of a bad greeting open
            raise

    def _create_socket(self, timeout: float) -> socket.socket:
        return self._given

    def _getresp(self) -> bytes:
        return b"+OK" if self._is_greeted else super()._getresp()  # type: ignore[misc]


class Pop3Connection:
    """Blocking calls. They raise OSError for the network, SourceFailedError for the protocol."""

    def __init__(
        self, login: Login, timeout_s: float, max_message_bytes: int, given: socket.socket | None = None
    ) -> None:
        """`given` is connected already, and belongs to this from here on; without it there is none to begin."""
        self._given = given
        self._login = login
        self._timeout_s = timeout_s
        self._max_answer_bytes = max_message_bytes + EXTRA_BYTES
        self._greeted: _Greeted | None = None
        self._is_interrupted = False
        self._line_end = CRLF

    @property
    def is_open(self) -> bool:
        """Whether somebody is logged in or about to be."""
        return self._greeted is not None and self._greeted.sock is not None

    def begin(self, context: ssl.SSLContext | None, walk: Walk, patience_s: float) -> None:
        """Secures the connection and reads the greeting; what fails leaves nothing open."""
        try:
            self._begin(context, walk, patience_s)
        except BaseException:
            self.interrupt()
            raise
        if self._is_interrupted:  # while it was connecting, when there was nothing to close yet
            self.interrupt()

    def _begin(self, context: ssl.SSLContext | None, walk: Walk, patience_s: float) -> None:
        given = self._given
        if given is None:
            raise SourceFailedError(failures.hung_up(self._login.server, "the session is closed"))
        given.settimeout(patience_s)
        is_by_stls = self._login.security is Security.STARTTLS
        if context is not None:
            if not is_by_stls:
                walk.reach(StepName.TLS)
            given = self._given = encrypted = context.wrap_socket(given, server_hostname=self._login.host)
            need_proof(self._login, encrypted, walk)
        if not is_by_stls:
            walk.reach(StepName.GREETING)
        try:
            self._greeted = _Greeted(self._login, given, self._timeout_s)
        except poplib.error_proto as error:
            raise self._not_greeted(quote(_said(error))) from None
        given.settimeout(self._timeout_s)

    def interrupt(self) -> None:
        """Ends the connection for good, from any thread; a thread that waits on it wakes up."""
        self._is_interrupted = True
        greeted, self._greeted = self._greeted, None
        given, self._given = self._given, None
        if given is not None:
            with contextlib.suppress(OSError):
                given.shutdown(socket.SHUT_RDWR)  # first: closing waits for a thread that reads
        if greeted is not None:
            greeted.close()
        if given is not None:
            given.close()

    def command(self, line: str) -> str:
        """What follows +OK; raises RefusedError on -ERR."""
        return self._positive(self._answer(line))

    def challenged(self, line: str) -> str | None:
        """What the server asks in a step of AUTH (RFC 5034); None when it asks no more. Raises RefusedError."""
        said = self._answer(line)
        if said.startswith(b"+ ") or said.strip() == b"+":
            return said[1:].decode("ascii", "replace").strip()
        self._positive(said)
        return None

    def lines(self, command: str) -> Iterator[bytes]:
        """The lines of an answer of several, dots unstuffed; all are to be read. Raises RefusedError at the first."""
        self.command(command)
        for number, line in enumerate(self._rest(MAX_LISTING_BYTES, MAX_LINE_BYTES), 1):
            if number > MAX_LISTING_LINES:
                raise self.broken(f"an answer of over {MAX_LISTING_LINES} lines")
            yield line

    def body(self, command: str) -> bytes:
        """A message, dots unstuffed, line ends as they came; raises RefusedError."""
        self.command(command)
        raw = BytesIO()
        for line in self._rest(self._max_answer_bytes, self._max_answer_bytes):
            raw.write(line)
        return raw.getvalue()  # what was written, not a copy of it

    def broken(self, what: str) -> SourceFailedError:
        """The server does not keep to the protocol."""
        return SourceFailedError(failures.broken_answer(self._login.server, what))

    def _rest(self, max_bytes: int, max_line_bytes: int) -> Iterator[bytes]:
        left, before = max_bytes, b"\r\n"
        while not self._is_end(line := self._read(min(left, max_line_bytes)), before):
            left -= len(line)
            yield line if line in _LONE_DOT else line.removeprefix(b".")  # one that was stuffed would be two
            before = line

    def _is_end(self, line: bytes, before: bytes) -> bool:
        """CRLF, a dot, CRLF (RFC 1939 §3). A bare LF beside the dot may be a message's own, or the server's."""
        if line not in _LONE_DOT:
            return False
        return (line == b"." + self._line_end and before.endswith(self._line_end)) or self._is_quiet()

    def _is_quiet(self) -> bool:
        """Whether nothing more comes."""
        greeted = self._opened()
        greeted.sock.settimeout(min(QUIET_S, self._timeout_s))
        try:
            return not greeted.file.peek(1)  # type: ignore[attr-defined]  # a BufferedReader
        except TimeoutError:
            greeted.file = greeted.sock.makefile("rb")  # a file that has once waited in vain reads no more
            return True
        finally:
            greeted.sock.settimeout(self._timeout_s)

    def _answer(self, line: str) -> bytes:
        if _CONTROL_CHARS.search(line):
            raise RefusedError("it holds a line break, not sent")
        self._opened().sock.sendall(f"{line}\r\n".encode())
        said = self._read(MAX_LINE_BYTES)
        self._line_end = CRLF if said.endswith(CRLF) else b"\n"
        return said

    def _positive(self, said: bytes) -> str:
        if said.startswith(b"-ERR"):
            raise RefusedError(said.decode("utf-8", "replace").removeprefix("-ERR").strip())
        if not said.startswith(b"+OK"):
            raise self.broken(f"it said: {quote(said)}")
        return said.decode("utf-8", "replace").removeprefix("+OK").strip()

    def _read(self, limit: int) -> bytes:
        line = self._opened().file.readline(limit + 1)
        if len(line) > limit:
            raise self.broken("an answer without end")
        if not line.endswith(b"\n"):
            raise SourceFailedError(failures.hung_up(self._login.server, "without a word"))
        return line

    def _opened(self) -> _Greeted:
        greeted = self._greeted
        if greeted is None or greeted.sock is None:
            raise SourceFailedError(failures.hung_up(self._login.server, "the session is closed"))
        return greeted

    def _not_greeted(self, said: str) -> SourceFailedError:
        if said == "-ERR EOF":
            return SourceFailedError(failures.hung_up(self._login.server, "without a word"))
        return SourceFailedError(failures.wrong_language(self._login.server, "POP3", said))


def _said(error: poplib.error_proto) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
