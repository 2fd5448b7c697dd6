"""What ends the process, and with which exit code; the first reason counts."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Ending:
    """Set once; exit code 0 after a signal, 2 when a person must change something, else 1."""

    def __init__(self) -> None:
        self._told: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()

    @property
    def is_set(self) -> bool:
        """Whether the process is to end."""
        return self._told.done()

    def end(self, code: int, reason: str) -> None:
        """End the process with this code and line."""
        if not self._told.done():
            self._told.set_result((code, reason))

    async def wait(self) -> tuple[int, str]:
        """The code and the line, as soon as they are known."""
        return await asyncio.shield(self._told)

    async def race(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work, but give it up as soon as the process is to end."""
        task = asyncio.create_task(work)
        either: set[asyncio.Future[Any]] = {task, self._told}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
        if not task.cancelled():
            task.result()
