"""Waiting: for what another service does, which is looked for again and again, and for what must not be broken off."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

Seen = TypeVar("Seen")


async def looked_for(
    look: Callable[[], Awaitable[Seen]], is_there: Callable[[Seen], bool], *, within_s: float, each_s: float
) -> Seen:
    """What the first look saw in which it is there, else what the last one within the time did."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while not is_there(seen := await look()) and loop.time() < until:
        await asyncio.sleep(each_s)
    return seen


async def to_its_end(work: Coroutine[object, object, Seen], *, within_s: float) -> Seen:
    """What it gives. Whoever is cancelled meanwhile waits for it so long before it is broken off, too."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        ended, _ = await asyncio.wait({task}, timeout=within_s)
        if not ended:
            task.cancel()
        elif not task.cancelled():
            task.exception()  # nobody asks for it any more
        raise
