"""A TCP proxy that does to connections what networks do; it runs in a thread of its own and is told what to do.

with FaultProxy("Kafka") as proxy:
    proxy.lead_to(real_port)
    strike = proxy.strike(Cut())
    proxy.heal()
    assert strike.hits
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from tests.fakes.faults import Cut, Fault, HalfClose, Strike
from tests.fakes.proxied_link import Link

HOST = "127.0.0.1"
END_WITHIN_S = 10.0
BACKLOG = 200
T = TypeVar("T")


class FaultProxy:
    """Listens on `port` from the beginning, so that a server can be told of it before that server starts.

    All methods may be called from any thread but the proxy's own. Several faults may be at work at once.
    """

    def __init__(self, name: str, server_port: int = 0) -> None:
        self.name = name
        self.strikes: list[Strike] = []
        """Every strike there ever was; one with `hits == 0` did nothing."""
        self.sessions = 0
        """Connections accepted until now."""
        self._server_port = server_port
        self._listener = socket.create_server((HOST, 0), backlog=BACKLOG)
        self.port: int = self._listener.getsockname()[1]
        self._links: dict[asyncio.Task[None], Link] = {}
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy of {name}", daemon=True)

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"{HOST}:{self.port}"

    @property
    def hits(self) -> Counter[str]:
        """What was hit until now, by the fault's class name; a fault that hit nothing is there with 0."""
        counts: Counter[str] = Counter()
        for strike in self.strikes:
            counts[type(strike.fault).__name__] += strike.hits
        return counts

    def lead_to(self, server_port: int) -> None:
        """New connections go to this loopback port."""
        self._server_port = server_port

    def strike(self, fault: Fault) -> Strike:
        """Begin a fault: for the connections there are and those to come, until `heal`."""
        return self._done(lambda: self._begin(fault))

    def heal(self, *strikes: Strike) -> None:
        """End these strikes, or all: connections that still are go on, new ones pass unharmed."""
        for strike in strikes or tuple(self.strikes):
            self._done(strike.ended.set)

    def start(self) -> None:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._accepted, sock=self._listener), self._loop
        ).result(END_WITHIN_S)

    def stop(self) -> None:
        """End every connection and the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(END_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(END_WITHIN_S)
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _done(self, change: Callable[[], T]) -> T:
        """The outcome of a change, made in the proxy's thread."""

        async def changed() -> T:
            return change()

        return asyncio.run_coroutine_threadsafe(changed(), self._loop).result(END_WITHIN_S)

    def _begin(self, fault: Fault) -> Strike:
        strike = Strike(fault)
        self.strikes.append(strike)
        for task, link in list(self._links.items()):
            if isinstance(fault, Cut):
                strike.hit()
                link.reset()
                task.cancel()
            elif isinstance(fault, HalfClose):
                link.half_close(fault.direction, strike)
        return strike

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.sessions += 1
        link = self._links[task] = Link(self.strikes, reader, writer)
        try:
            if not self._is_cut():
                await link.serve(HOST, self._server_port)
            else:
                link.reset()
        except* (OSError, asyncio.CancelledError):
            link.reset()
        finally:
            with suppress(asyncio.CancelledError):
                await link.close()
            del self._links[task]

    def _is_cut(self) -> bool:
        cuts = [each for each in self.strikes if isinstance(each.fault, Cut) and not each.ended.is_set()]
        for strike in cuts:
            strike.hit()
        return bool(cuts)

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        await asyncio.sleep(0)  # what was accepted just now becomes a link
        tasks = list(self._links)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
