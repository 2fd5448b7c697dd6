"""Two lives of one account under one lease."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def both(first: Coroutine[Any, Any, None], second: Coroutine[Any, Any, None], name: str) -> None:
    """Until one of them ends, which ends the other, too; raises what ended it."""
    tasks = [asyncio.create_task(work, name=name) for work in (first, second)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
