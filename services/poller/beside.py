"""Work that goes on beside an account's loop, for as long as that runs."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping

Work = Coroutine[object, object, None]


class Beside:
    """Each work is a task of its own. One that ends is told to the loop at once, and ends it by its own error."""

    def __init__(self, label: str, ended: Callable[[], None]) -> None:
        self._label = label
        self._ended = ended
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, works: Mapping[str, Work]) -> None:
        """Starts them, by name."""
        for name, work in works.items():
            task = asyncio.create_task(work, name=f"{self._label}, {name}")
            task.add_done_callback(lambda _: self._ended())
            self._tasks.append(task)

    def need_all(self) -> None:
        """Raises what one of them has ended by."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def end(self) -> None:
        """Cancels them and waits until all are over."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
