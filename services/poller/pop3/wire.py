"""The commands of POP3 (RFC 1939) that a poll needs, for use in a thread; message bytes are kept as they came."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.pop3_answer import count_in, is_offered, sizes_in, uidls_in
from services.poller.domain.pop3_identity import name_by_all, name_by_header
from services.poller.pop3.connection import Pop3Connection, RefusedError
from services.poller.pop3.login import log_in
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.walk import Walk


@dataclass(frozen=True, slots=True)
class Offer:
    """A message in this session: its position, its UIDL (empty where the server has none), its size by LIST."""

    position: int
    uidl: str
    size_bytes: int


class Pop3Wire:
    """Blocking calls. They raise OSError for the network, SourceFailedError for the protocol.

    `nameless` counts the messages of the last listing that have no UIDL: nobody could tell whether they were read.
    `has_uidl`: whether the server knows the command; where it does not, `name` tells a message from others.
    """

    def __init__(
        self, login: Login, timeout_s: float, max_message_bytes: int, given: socket.socket | None = None
    ) -> None:
        """`given` is connected already, and belongs to the wire from here on; without it there is none to begin."""
        self._login = login
        self._connection = Pop3Connection(login, timeout_s, max_message_bytes, given)
        self._max_message_bytes = max_message_bytes
        self.nameless = 0
        self.has_uidl = True

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
        """What the mailbox holds, in the server's order, by UIDL where it has them. Sizes may be missing."""
        try:
            uidls = uidls_in(self._connection.lines("UIDL"))
        except RefusedError as refused:
            if self._is_empty():  # some refuse to list nothing
                return []
            self._need_none_offered(refused)
            self.has_uidl = False
            return [Offer(position, "", size) for position, size in sorted(self._sizes().items())]
        sizes = self._sizes()
        self.nameless = uidls.nameless
        if uidls.nameless and not uidls.told:
            raise self._connection.broken("a listing without numbers")
        return [Offer(number, uidl, sizes.get(number, 0)) for number, uidl in uidls.told]

    def header(self, position: int) -> bytes:
        """The header of one message, all of it where the server has no TOP; raises RefusedError."""
        try:
            return self._connection.body(f"TOP {position} 0")
        except RefusedError:
            return self.message(position)

    def name(self, offer: Offer, *, by_all: bool = False) -> str:
        """What tells this message from others without UIDL; by the whole of it where its header tells too little.

        Raises RefusedError.
        """
        top = self.header(offer.position)
        name = name_by_header(top, offer.size_bytes)
        if offer.size_bytes > self._max_message_bytes or (name is not None and not by_all):
            return name or name_by_all(top)
        return name_by_all(self.message(offer.position))

    def message(self, position: int) -> bytes:
        """The bytes of one message, dots unstuffed, line ends as they came; raises RefusedError."""
        return self._connection.body(f"RETR {position}")

    def delete(self, position: int) -> None:
        """Marks a message, which goes when the session ends by `quit` (RFC 1939 §5, §6); raises RefusedError."""
        self._connection.command(f"DELE {position}")

    def quit(self) -> None:
        """Says goodbye, so that what was marked is deleted and the mailbox unlocked at once; raises RefusedError."""
        self._connection.command("QUIT")

    def interrupt(self) -> None:
        """Ends the connection for good, from any thread; a thread that waits on it wakes up."""
        self._connection.interrupt()

    def _need_none_offered(self, refused: RefusedError) -> None:
        """A server that offers UIDL and refuses it once must not have all its mail read anew under other names."""
        said = quote(refused.said)
        if waits := failures.asked_to_wait(self._login.server, "UIDL", said):
            raise SourceFailedError(waits)
        try:
            has_offered = is_offered("UIDL", self._connection.lines("CAPA"))
        except RefusedError:
            has_offered = False
        if has_offered:
            raise self._connection.broken(f"no UIDL: {said}")

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
