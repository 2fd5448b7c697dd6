"""How many connections are being opened at the same time: a silent server must leave room for the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

SHARE_OF_ONE_SERVER = 4


class LoginSlots:
    """`limit` in all, a quarter of them for one server."""

    def __init__(self, limit: int) -> None:
        self._all = asyncio.Semaphore(limit)
        self._share = max(1, limit // SHARE_OF_ONE_SERVER)
        self._of_server: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def slot(self, server: str) -> AsyncIterator[None]:
        """Waits for one; who waits for a busy server holds none of the others'."""
        of_server = self._of_server.get(server)
        if of_server is None:
            of_server = self._of_server[server] = asyncio.Semaphore(self._share)
        async with of_server, self._all:
            yield
