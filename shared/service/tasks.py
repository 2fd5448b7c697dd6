"""Work that a handler starts and does not wait for: its consumer goes on, and at the end of the run it is cancelled."""

import asyncio
import logging
from collections.abc import Coroutine
from types import TracebackType
from typing import Self

logger = logging.getLogger(__name__)


class Tasks:
    """At most `limit` at a time; who starts one more waits for an end. What one raises is logged and ends nothing."""

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self._running: set[asyncio.Task[None]] = set()

    async def start(self, work: Coroutine[object, object, None]) -> None:
        """Begins the work."""
        try:
            while len(self._running) >= self._limit:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        except BaseException:
            work.close()
            raise
        task = asyncio.create_task(work, name=self._name)
        self._running.add(task)
        task.add_done_callback(self._ended)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        running = set(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("%s: %s", self._name, error, exc_info=error)
