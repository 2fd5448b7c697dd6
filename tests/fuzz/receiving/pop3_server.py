"""A correct POP3 server on a model mailbox, and the blocking socket that leads to it (RFC 1939)."""

from collections.abc import Sequence
from typing import Any

from tests.fakes.model_mailbox import World
from tests.fuzz.receiving.pop3_answer import Pop3Answer
from tests.fuzz.strikes import Striker
from tests.fuzz.virtual import HANG_UP, SILENCE, Act, Pause, VirtualLoop


class Pop3Session:
    """One connection, on the mailbox as it was at the login."""

    def __init__(self, world: World, striker: Striker[Pop3Answer]) -> None:
        self._striker = striker
        self._mails = [(uid, mail.raw) for uid, mail in sorted(world.mails.items())]
        self._uidvalidity = world.uidvalidity

    def greeting(self) -> Sequence[Act]:
        return self._striker.changed(Pop3Answer("greeting", b"+OK ready")).acts()

    def hear(self, line: bytes) -> Sequence[Act]:
        name, _, argument = line.strip().decode("latin-1").partition(" ")
        acts = self._striker.changed(self._answer(name.upper(), argument)).acts()
        return [*acts, HANG_UP] if name.upper() == "QUIT" else acts

    def _answer(self, name: str, argument: str) -> Pop3Answer:
        if name == "STAT":
            told = b"+OK %d %d" % (len(self._mails), sum(len(raw) for _, raw in self._mails))
            return Pop3Answer(name, told)
        if name == "UIDL":
            lines = [b"%d %d-%d" % (n, self._uidvalidity, uid) for n, (uid, _) in enumerate(self._mails, 1)]
            return Pop3Answer(name, b"+OK", tuple(lines))
        if name == "LIST":
            return Pop3Answer(
                name, b"+OK", tuple(b"%d %d" % (n, len(raw)) for n, (_, raw) in enumerate(self._mails, 1))
            )
        if name == "RETR":
            position = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
            if not 0 < position <= len(self._mails):
                return Pop3Answer(name, b"-ERR no such message")
            return Pop3Answer(name, b"+OK", tuple(self._mails[position - 1][1].split(b"\r\n")[:-1]))
        return Pop3Answer(name, b"+OK" if name in ("USER", "PASS", "QUIT", "NOOP") else b"-ERR unknown")


class Pop3Socket:
    """What poplib needs of a socket. Silence takes as long as the time-out, without anybody waiting for it."""

    def __init__(self, session: Pop3Session, loop: VirtualLoop, timeout_s: float) -> None:
        self._session = session
        self._loop = loop
        self._timeout_s = timeout_s
        self._acts: list[Act] = list(session.greeting())
        self._unread = b""
        self._is_closed = False

    def getpeername(self) -> tuple[str, int]:
        return ("192.0.2.1", 110)

    def makefile(self, _mode: str) -> "Pop3Socket":
        return self

    def sendall(self, data: bytes) -> None:
        if self._is_closed:
            raise OSError("closed")
        if SILENCE not in self._acts and HANG_UP not in self._acts:
            self._acts += self._session.hear(data)

    def readline(self, limit: int = -1) -> bytes:
        while True:
            end = self._unread.find(b"\n") + 1
            if end or (0 <= limit <= len(self._unread)):
                size = end or limit
                line, self._unread = self._unread[:size], self._unread[size:]
                return line
            if not self._more():
                line, self._unread = self._unread, b""
                return line

    def peek(self, _size: int) -> bytes:
        if not self._unread:
            self._more()
        return self._unread

    def settimeout(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s

    def _more(self) -> bool:
        """Whether the server said something more; False when it hung up."""
        if self._acts and self._acts[0] is HANG_UP:
            return False
        if not self._acts or self._acts[0] is SILENCE:
            self._loop.passes(self._timeout_s)
            raise TimeoutError
        act = self._acts.pop(0)
        if isinstance(act, Pause):
            self._loop.passes(min(float(act), self._timeout_s))
            if float(act) >= self._timeout_s:
                self._acts.insert(0, Pause(float(act) - self._timeout_s))
                raise TimeoutError
        elif isinstance(act, bytes):
            self._unread += act
        return True

    def __getattr__(self, name: str) -> Any:
        if name in ("shutdown", "flush"):
            return lambda *_: None
        raise AttributeError(name)

    def close(self) -> None:
        self._is_closed = True
        self._acts = [HANG_UP]
