"""Waiting for what another service does."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.waiting import looked_for, to_its_end

LONG = 60.0


def looks(*seen: str) -> Callable[[], Awaitable[str]]:
    left = list(seen)

    async def look() -> str:
        return left.pop(0)

    return look


@pytest.mark.parametrize(
    ("seen", "within_s", "expected"),
    [
        pytest.param(("done", "never"), LONG, "done", id="at once"),
        pytest.param(("waits", "waits", "done", "never"), LONG, "done", id="later"),
        pytest.param(("done", "never"), 0.0, "done", id="at once, with no time to wait"),
        pytest.param(("waits", "never"), 0.0, "waits", id="not in time"),
    ],
)
async def test_what_is_given_is_the_first_look_that_sees_it_or_the_last(
    seen: tuple[str, ...], within_s: float, expected: str
) -> None:
    assert await looked_for(looks(*seen), lambda state: state == "done", within_s=within_s, each_s=0.0) == expected


@pytest.mark.parametrize(("within_s", "expected"), [(LONG, "done"), (0.0, "broken off")], ids=["in time", "too long"])
async def test_what_goes_to_its_end_does_so_though_its_caller_is_cancelled(within_s: float, expected: str) -> None:
    goes_on, ends = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def work() -> None:
        try:
            await goes_on.wait()
            ends.set_result("done")
        except asyncio.CancelledError:
            ends.set_result("broken off")
            raise

    caller = asyncio.create_task(to_its_end(work(), within_s=within_s))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    caller.cancel()
    if within_s:
        await asyncio.sleep(0)
        goes_on.set()
    assert await ends == expected
    with pytest.raises(asyncio.CancelledError):
        await caller
