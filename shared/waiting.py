"""Waiting for what another service does: its answer is a row or a record, so it is looked for again and again."""

import asyncio
from collections.abc import Awaitable, Callable
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
