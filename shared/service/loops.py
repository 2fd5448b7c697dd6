"""The loops of a service, beside its consumers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from shared.errors import TransientError
from shared.health import PROGRESS_WITHIN_S, Health

Step = Callable[[], Awaitable[float | None]]
AtEnd = Callable[[], Awaitable[None]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Background:
    """A loop of the service; one that drains watches `run.stopping` and ends by itself."""

    name: str
    work: Callable[[], Awaitable[None]]
    drains: bool


async def nothing() -> None:
    """What most loops do at their end."""


@dataclass(frozen=True, slots=True)
class Every:
    """A step that is done again and again, `seconds` after the last one, or as many as the last one returned.

    A step may raise TransientError: it is done again after `retry_s`, or `seconds`. One that is `vital` is a part of
    `/ready` and `/live` by its name; the failures of the others are logged. `at_end` is done however the loop ends.
    """

    name: str
    seconds: float
    step: Step
    is_vital: bool = True
    retry_s: float | None = None
    at_end: AtEnd = nothing

    async def run(self, health: Health, until: asyncio.Event) -> None:
        """Until the event is set, which cuts a wait short but no step; other errors than TransientError are raised."""
        try:
            while not until.is_set():
                wait_s = await self._once(health)
                if self.is_vital:
                    health.progress(self.name, within_s=max(PROGRESS_WITHIN_S, 2 * wait_s))
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await until.wait()
        finally:
            await self.at_end()

    async def _once(self, health: Health) -> float:
        """One step; gives the seconds until the next."""
        try:
            wait_s = await self.step()
        except TransientError as error:
            if self.is_vital:
                health.unready(self.name, str(error))
            else:
                logger.warning("%s: %s", self.name, error)
            return self.seconds if self.retry_s is None else self.retry_s
        if self.is_vital:
            health.ready(self.name)
        return self.seconds if wait_s is None else wait_s
