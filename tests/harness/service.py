"""A service inside the test's own process: wired, started and stopped as shared/service/lifecycle.py does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.clock import SystemClock
from shared.health import Health
from shared.service.ending import Ending
from shared.service.lifecycle import Build, start
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.wait import within

START_WITHIN_S = 30.0


@asynccontextmanager
async def running(
    build: Build[Settings], settings: Settings, *, service: str = "tested"
) -> AsyncIterator[Run[Settings]]:
    """The run, once its consumers have their partitions; drained and closed afterwards."""
    run = idle(settings, service=service)
    try:
        async with within(START_WITHIN_S):
            await start(run, build)
        yield run
    finally:
        await run.stop()


def idle(settings: Settings, *, service: str = "tested") -> Run[Settings]:
    """A run that is wired by the caller and never started."""
    clock = SystemClock()
    return Run(service, settings, clock, Health(service, clock), Ending())
