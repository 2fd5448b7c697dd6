"""A POP3 connection for use in a thread: every answer is bounded, message bytes are kept as they came."""

import poplib
import re
import socket
import ssl
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login

MAX_LINE_BYTES = 1024 * 1024
EXTRA_BYTES = 64 * 1024
MOST_BYTES = 2**62
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
    def __init__(self, host: str, port: int, timeout_s: float, context: ssl.SSLContext | None) -> None:
        self._context = context
        self.sock = None  # type: ignore[assignment]  # what close() leaves
        self.file = None  # type: ignore[assignment]
        try:
            super().__init__(host, port, timeout_s)
        except (poplib.error_proto, OSError):
            self.close()  # poplib leaves the socket of a bad greeting open
            raise

    def _create_socket(self, timeout: float) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        if self._context is None:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise


class Pop3Wire:
    """Blocking calls. They raise OSError for the network, SourceFailedError for the protocol.

    `nameless` counts the messages of the last listing that have no UIDL: nobody could tell whether they were read.
    """

    def __init__(self, login: Login, timeout_s: float, max_message_bytes: int) -> None:
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

    def open(self, context: ssl.SSLContext | None) -> None:
        """Connects and logs in by USER and PASS."""
        try:
            self._connection = _Connection(self._login.host, self._login.port, self._timeout_s, context)
        except poplib.error_proto as error:
            said = quote(_said(error))
            if said == "-ERR EOF":
                raise SourceFailedError(failures.hung_up(self._login.server, "without a word")) from None
            raise SourceFailedError(failures.wrong_language(self._login.server, "POP3", said)) from None
        if self._is_interrupted:  # while it was connecting, when there was nothing to close yet
            self.interrupt()
        username, password = self._login.username, self._login.password.get_secret_value()
        try:
            self._command(f"USER {username}")
            self._command(f"PASS {password}")
        except RefusedError as refused:
            said = quote(refused.said, password)
            raise SourceFailedError(failures.refused_login(self._login.server, quote(username), said)) from None

    def offered(self) -> list[Offer]:
        """What the mailbox holds, in the server's order; needs UIDL (RFC 1939 §7)."""
        try:
            uidls = told_once(map(_pair, self._lines("UIDL")))
            sizes = dict(pair for pair in map(_pair, self._lines("LIST")) if pair is not None)
            offers = [Offer(int(number), uidl, _size(sizes.get(number, "0"))) for number, uidl in uidls.told]
        except RefusedError as refused:
            raise self._broken(f"no UIDL or LIST: {quote(refused.said)}") from None
        except (ValueError, IndexError):
            raise self._broken("a listing without numbers") from None
        if uidls.nameless and not offers:
            raise self._broken("a listing without numbers")
        self.nameless = uidls.nameless
        return offers

    def message(self, position: int) -> bytes:
        """The bytes of one message, dots unstuffed, line ends as they came; raises RefusedError."""
        self._command(f"RETR {position}")
        return b"".join(self._answer_lines(self._max_message_bytes))

    def quit(self) -> None:
        """Says goodbye, so that the server unlocks the mailbox at once."""
        self._command("QUIT")

    def interrupt(self) -> None:
        """Ends the connection for good, from any thread; a thread that waits on it wakes up."""
        self._is_interrupted = True
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

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

    def _command(self, line: str) -> None:
        if _CONTROL_CHARS.search(line):
            raise RefusedError("it holds a line break, not sent")
        connection = self._opened()
        connection.sock.sendall(f"{line}\r\n".encode())
        said = self._read(MAX_LINE_BYTES)
        if said.startswith(b"-ERR"):
            raise RefusedError(said.decode("utf-8", "replace").removeprefix("-ERR").strip())
        if not said.startswith(b"+OK"):
            raise self._broken(f"it said: {quote(said)}")

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


@dataclass(frozen=True, slots=True)
class Uidls:
    """Positions and UIDLs, each UIDL once; `nameless` counts the messages that have none."""

    told: list[tuple[str, str]]
    nameless: int


def told_once(pairs: Iterable[tuple[str, str] | None]) -> Uidls:
    """A UIDL that a server gives to several messages is made one for each: no UIDL has a blank (RFC 1939 §7)."""
    told: list[tuple[str, str]] = []
    times: Counter[str] = Counter()
    nameless = 0
    for pair in pairs:
        if pair is None:
            nameless += 1
            continue
        number, uidl = pair
        times[uidl] += 1
        told.append((number, f"{uidl} {times[uidl]}" if times[uidl] > 1 else uidl))
    return Uidls(told, nameless)


def _pair(line: bytes) -> tuple[str, str] | None:
    """A position and what is said of it; None where nothing is, or nothing that could be kept."""
    number, _, rest = line.decode("latin-1").strip().partition(" ")
    return (number, rest.strip()) if number.isdecimal() and rest.strip() and rest.isprintable() else None


def _size(text: str) -> int:
    return min(max(0, int(text.split(maxsplit=1)[0])), MOST_BYTES)  # GreenMail says -1: it does not know


def _said(error: poplib.error_proto) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
