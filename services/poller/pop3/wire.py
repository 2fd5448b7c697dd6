"""The commands of POP3 (RFC 1939) that a poll needs, for use in a thread; message bytes are kept as they came."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from services.poller.domain.failures import quote
from services.poller.domain.pop3_answer import count_in, sizes_in, uidls_in
from services.poller.pop3.connection import Pop3Connection, RefusedError
from services.poller.pop3.login import log_in
from services.poller.store.accounts import Login
from shared.walk import Walk


@dataclass(frozen=True, slots=True)
class Offer:
    """A message in this session: its position, its UIDL, its size by LIST."""

    position: int
    uidl: str
    size_bytes: int


class Pop3Wire:
    """Blocking calls. They raise OSError for the network, SourceFailedError for the protocol.

    `nameless` counts the messages of the last listing that have no UIDL: nobody could tell whether they were read.
    """

    def __init__(
        self, login: Login, timeout_s: float, max_message_bytes: int, given: socket.socket | None = None
    ) -> None:
        """`given` is connected already, and belongs to the wire from here on; without it there is none to begin."""
        self._login = login
        self._connection = Pop3Connection(login, timeout_s, max_message_bytes, given)
        self.nameless = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody is logged in or about to be."""
        return self._connection.is_open

    def begin(self, context: ssl.SSLContext | None, walk: Walk, patience_s: float) -> None:
        """Secures the connection and reads the greeting."""
        self._connection.begin(context, walk, patience_s)

    def log_in(self) -> None:
        """By password or by an access token."""
        log_in(self._connection, self._login)

    def capabilities(self) -> str:
        """What CAPA says (RFC 2449), on one line; empty where it is not known."""
        try:
            return quote(b" ".join(self._connection.lines("CAPA")))
        except RefusedError:
            return ""

    def count(self) -> int | None:
        """How many messages STAT counts; None when its answer cannot be read. Raises RefusedError."""
        return count_in(self._connection.command("STAT"))

    def offered(self) -> list[Offer]:
        """What the mailbox holds, in the server's order; needs UIDL (RFC 1939 §7). Sizes may be missing."""
        try:
            uidls = uidls_in(self._connection.lines("UIDL"))
        except RefusedError as refused:
            if self._is_empty():  # some refuse to list nothing
                return []
            raise self._connection.broken(f"no UIDL: {quote(refused.said)}") from None
        sizes = self._sizes()
        self.nameless = uidls.nameless
        if uidls.nameless and not uidls.told:
            raise self._connection.broken("a listing without numbers")
        return [Offer(number, uidl, sizes.get(number, 0)) for number, uidl in uidls.told]

    def header(self, position: int) -> None:
        """Reads the header of one message, all of it where the server has no TOP; raises RefusedError."""
        try:
            self._connection.body(f"TOP {position} 0")
        except RefusedError:
            self.message(position)

    def message(self, position: int) -> bytes:
        """The bytes of one message, dots unstuffed, line ends as they came; raises RefusedError."""
        return bytes(self._connection.body(f"RETR {position}"))

    def delete(self, position: int) -> None:
        """Marks a message, which goes when the session ends by `quit` (RFC 1939 §5, §6); raises RefusedError."""
        self._connection.command(f"DELE {position}")

    def quit(self) -> None:
        """Says goodbye, so that what was marked is deleted and the mailbox unlocked at once; raises RefusedError."""
        self._connection.command("QUIT")

    def interrupt(self) -> None:
        """Ends the connection for good, from any thread; a thread that waits on it wakes up."""
        self._connection.interrupt()

    def _is_empty(self) -> bool:
        try:
            return self.count() == 0
        except RefusedError:
            return False

    def _sizes(self) -> Mapping[int, int]:
        try:
            return sizes_in(self._connection.lines("LIST"))
        except RefusedError:
            return {}
