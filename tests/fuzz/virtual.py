"""An event loop in which time is counted, not waited for, and connections lead to servers in memory.

A session of an hour with all its silences and pauses takes milliseconds, and the same seed gives the same session.
"""

import asyncio
import selectors
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from unittest import mock

from services.poller import connecting
from services.sender.smtp import connect as smtp_connect

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATENCY_S = 0.001
ADDRESS = (2, 1, 6, "", ("192.0.2.1", 1))
T = TypeVar("T")


class StandsStillError(Exception):
    """Everybody waits and nothing is going to happen any more."""


class Pause(float):
    """Seconds for which a server says nothing."""


class End:
    """What ends a server's speech: it hangs up, or falls silent for good."""


HANG_UP, SILENCE = End(), End()
Act = bytes | Pause | End


class Socket:
    """What is connected before anybody speaks; `create_connection` below knows where it leads."""

    def getpeername(self) -> tuple[str, int]:
        return ADDRESS[4]

    def close(self) -> None:
        """Nothing."""


@contextmanager
def leading_here(connect: Callable[[], Any] = Socket) -> Iterator[None]:
    """Every name has one address, and what `connect` gives is there."""

    async def addresses_of(_host: str, _port: int) -> Sequence[Any]:
        return [ADDRESS]

    async def connected(_addresses: Sequence[Any]) -> Any:
        return connect()

    with ExitStack() as patched:
        for user in (connecting, smtp_connect):
            patched.enter_context(mock.patch.object(user, "addresses_of", addresses_of))
            patched.enter_context(mock.patch.object(user, "connected", connected))
        yield


class ServerSession(Protocol):
    """The server's side of one connection."""

    def attached(self, say: Callable[[Sequence[Act]], None]) -> None:
        """Called once, with what says something unasked; the greeting is said here."""

    def hear(self, data: bytes) -> Sequence[Act]:
        """The answer to what the client sent."""

    def lost(self) -> None:
        """The client is gone."""


class _Time(selectors.DefaultSelector):
    """Nothing ever comes from outside: the time that it was to wait has passed at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StandsStillError
        self.now_s += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`accept` gives the server's side of a new connection, or raises OSError; `now` is a Clock's."""

    def __init__(self, accept: Callable[[], ServerSession]) -> None:
        self._time = _Time()
        super().__init__(self._time)
        self.accept = accept

    def time(self) -> float:
        return self._time.now_s

    def monotonic(self) -> float:
        """As shared.clock.Clock has it."""
        return self._time.now_s

    def now(self) -> datetime:
        """As shared.clock.Clock has it."""
        return START + timedelta(seconds=self._time.now_s)

    def passes(self, seconds: float) -> None:
        """A blocking call takes so long."""
        self._time.now_s += seconds

    async def create_connection(self, protocol_factory: Callable[[], Any], *_: Any, **__: Any) -> Any:
        """To the server in memory, wherever it was to lead."""
        await asyncio.sleep(LATENCY_S)
        session = self.accept()
        protocol = protocol_factory()
        transport = MemoryTransport(self, protocol, session)
        protocol.connection_made(transport)
        session.attached(transport.say)
        return transport, protocol

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """At once: a thread would live in real time."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


class MemoryTransport(asyncio.Transport):
    """The client's side; what the server says arrives piece by piece, as it was cut."""

    def __init__(self, loop: VirtualLoop, protocol: Any, session: ServerSession) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        self._session = session
        self._acts: deque[Act] = deque()
        self._is_speaking = False
        self._is_silent = False
        self._is_deaf = False
        self._is_closing = False

    def say(self, acts: Sequence[Act]) -> None:
        """The server says this after all that it has said before."""
        self._acts += acts
        self._is_deaf = self._is_deaf or any(isinstance(act, End) for act in acts)
        if not self._is_speaking:
            self._is_speaking = True
            self._loop.call_later(LATENCY_S, self._next)

    def _next(self) -> None:
        self._is_speaking = False
        if self._is_closing or self._is_silent or not self._acts:
            return
        act, delay_s = self._acts.popleft(), LATENCY_S
        if act is HANG_UP:
            self._end()
            return
        if act is SILENCE:
            self._is_silent = True
            return
        if isinstance(act, Pause):
            delay_s = float(act)
        elif isinstance(act, bytes) and act:
            self._protocol.data_received(act)
        if self._acts and not self._is_speaking:
            self._is_speaking = True
            self._loop.call_later(delay_s, self._next)

    def write(self, data: Any) -> None:
        if not self._is_closing:
            self._loop.call_soon(self._heard, bytes(data))

    def _heard(self, data: bytes) -> None:
        if not (self._is_closing or self._is_deaf):
            self.say(self._session.hear(data))

    def close(self) -> None:
        self._end()

    def abort(self) -> None:
        self._end()

    def _end(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._session.lost()
            self._loop.call_soon(self._gone)

    def _gone(self) -> None:
        protocol, self._protocol = self._protocol, None
        protocol.connection_lost(None)

    def is_closing(self) -> bool:
        return self._is_closing

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.2", 40_000) if name == "sockname" else default

    def set_protocol(self, protocol: Any) -> None:
        self._protocol = protocol

    def get_protocol(self) -> Any:
        return self._protocol

    def pause_reading(self) -> None:
        """Nothing: what is said is small."""

    def resume_reading(self) -> None:
        """Nothing."""

    def is_reading(self) -> bool:
        return True

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return False
