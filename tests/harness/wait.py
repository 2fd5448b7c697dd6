"""Waiting by condition with a deadline, instead of sleeping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
_POLL_S = 0.03
_PATIENCE = 4
"""A deadline is there to tell a failure from slowness, and the machine may be busy with other things."""


def within(seconds: float) -> asyncio.Timeout:
    """TimeoutError for what the block waits for longer; as patient as `eventually`."""
    return asyncio.timeout(seconds * _PATIENCE)


@overload
async def eventually(condition: Callable[[], Awaitable[T]], *, deadline_s: float = ..., what: str = ...) -> T: ...
@overload
async def eventually(condition: Callable[[], T], *, deadline_s: float = ..., what: str = ...) -> T: ...
async def eventually(condition: Callable[[], Any], *, deadline_s: float = 10, what: str = "the condition") -> Any:
    """The first truthy value of `condition`, plain or async; AssertionError naming `what` when none came in time."""
    deadline_s *= _PATIENCE
    give_up_at = time.monotonic() + deadline_s
    while True:
        found = condition()
        value = await found if isinstance(found, Awaitable) else found
        if value:
            return value
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not within {deadline_s:g} s: {what} (last value: {value!r})")
        await asyncio.sleep(_POLL_S)


def eventually_sync(condition: Callable[[], T], *, deadline_s: float = 10, what: str = "the condition") -> T:
    """The same for tests without an event loop."""
    deadline_s *= _PATIENCE
    give_up_at = time.monotonic() + deadline_s
    while not (value := condition()):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not within {deadline_s:g} s: {what} (last value: {value!r})")
        time.sleep(_POLL_S)
    return value
