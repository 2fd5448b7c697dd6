"""Work beside a consumer: bounded, broken off at the end, and no error of one ends another."""

import asyncio

import pytest

from shared.service.tasks import Tasks
from tests.harness.wait import eventually, within


async def test_one_more_than_the_limit_waits_for_an_end() -> None:
    events: list[str] = []

    async def work(name: str) -> None:
        events.append(f"{name} begins")
        await go_on.wait()
        events.append(f"{name} ends")

    go_on = asyncio.Event()
    async with within(10), Tasks("a test", 1) as tasks:
        await tasks.start(work("a"))
        second = asyncio.create_task(tasks.start(work("b")))
        await eventually(lambda: events, deadline_s=10, what="the first one begins")
        assert not second.done()
        go_on.set()
        await second
        await eventually(lambda: "b ends" in events, deadline_s=10, what="the second one ends")
    assert events == ["a begins", "a ends", "b begins", "b ends"]


async def test_what_is_under_way_at_the_end_is_cancelled() -> None:
    ended: list[BaseException] = []

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            ended.append(error)
            raise

    begun = asyncio.Event()
    async with within(10), Tasks("a test", 9) as tasks:
        await tasks.start(work())
        await begun.wait()
    assert len(ended) == 1


async def test_an_error_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise KeyError("a defect")

    done = asyncio.Event()

    async def works() -> None:
        done.set()

    async with within(10), Tasks("a test", 1) as tasks:
        await tasks.start(fails())
        await tasks.start(works())
        await done.wait()
    assert "a test: 'a defect'" in caplog.text
