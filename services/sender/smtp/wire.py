"""The wire of an open SMTP session: commands leave together, their replies come back in order (RFC 2920)."""

import asyncio
from collections import deque

from services.sender.domain.reply import Reply, one_line, reply_of

LONGEST_REPLY_BYTES = 64 * 1024


class WireError(Exception):
    """No reply will come on this wire any more, and why."""


class SmtpWire(asyncio.Protocol):
    """Takes over a transport on which the server has answered everything so far.

    Whatever is not a reply to a command ends the session: from there on no reply could be told from another.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._unread = b""
        self._lines: list[bytes] = []
        self._held_bytes = 0
        self._expected = 0
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._fault = ""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether a command can be sent."""
        return not self._fault and not self._transport.is_closing()

    @property
    def is_at_rest(self) -> bool:
        """Whether it is open and all that was asked is answered."""
        return self.is_open and not self._expected

    def ask(self, *commands: bytes) -> None:
        """Sends command lines (without CRLF) at once; each is answered by one `reply`. Raises WireError."""
        if any(b"\r" in command or b"\n" in command for command in commands):
            raise ValueError("a command with a line end in it would be two")
        self._expected += len(commands)
        self._write(b"".join(command + b"\r\n" for command in commands))

    def send(self, data: bytes) -> None:
        """Sends what no reply answers: a message up to its final dot. Raises WireError."""
        self._write(data)

    def end_data(self) -> None:
        """Sends the final dot, which is answered by one `reply`. Raises WireError."""
        self._expected += 1
        self._write(b".\r\n")

    async def reply(self, timeout_s: float) -> Reply:
        """The next reply in order; raises WireError when none comes within `timeout_s`, or none can any more."""
        if not self._replies:
            self._raise_if_over()
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = loop.call_later(timeout_s, self._end, "timed out waiting for server response")
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        if not self._replies:
            self._raise_if_over()
        return self._replies.popleft()

    def close(self) -> None:
        """Ends the session without a word."""
        self._end("connection closed")

    def data_received(self, data: bytes) -> None:
        """Bytes of replies, in whatever pieces they come."""
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._take(line)
        if len(self._unread) > LONGEST_REPLY_BYTES:
            self._end("response too long")
        if self._replies:
            self._wake()

    def _take(self, line: bytes) -> None:
        if self._fault:
            return
        if not self._expected:
            self._end(f"the server spoke unasked: {_shown(line)}")
            return
        if not line[:3].isdigit() or len(line) < len(b"250"):
            self._end(f"malformed SMTP response line: {_shown(line)}")
            return
        self._lines.append(line[4:].strip())
        self._held_bytes += len(line)
        if self._held_bytes > LONGEST_REPLY_BYTES:
            self._end("response too long")
        elif line[3:4] != b"-":
            text = b"\n".join(self._lines).decode(errors="surrogateescape")
            self._replies.append(reply_of(int(line[:3]), text))
            self._expected -= 1
            self._lines = []
            self._held_bytes = 0

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is gone; what was answered before can still be read."""
        self._end(one_line(str(exc)) if exc else "connection lost")

    def _write(self, data: bytes) -> None:
        self._raise_if_over()
        if self._transport.is_closing():
            raise WireError("connection lost")
        self._transport.write(data)

    def _raise_if_over(self) -> None:
        if self._fault:
            raise WireError(self._fault)

    def _end(self, why: str) -> None:
        """Politely, unless something is under way of which no more may leave."""
        self._fault = self._fault or why
        if self._expected:
            self._transport.abort()
        else:
            self._transport.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _shown(line: bytes) -> str:
    return one_line(line.decode(errors="replace"))
