"""A step that a service does again and again, and what its outcomes mean (shared/service/loops.py)."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime

import pytest

from shared.errors import ConfigurationError, TransientError
from shared.health import Health
from shared.service.loops import Every
from shared.settings import Settings
from tests.harness.service import idle
from tests.harness.wait import eventually, within

LONG_S = 3600.0
AWAY = TransientError("the database is away")


class TurnedClock:
    """A clock that the test turns."""

    seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


class Steps:
    """Gives each outcome in turn, then says that the service ends."""

    def __init__(self, outcomes: Sequence[float | Exception | None]) -> None:
        self.stopping = asyncio.Event()
        self.count = 0
        self.ends = 0
        self._outcomes = list(outcomes)

    async def step(self) -> float | None:
        self.count += 1
        outcome = self._outcomes.pop(0)
        if not self._outcomes:
            self.stopping.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def end(self) -> None:
        self.ends += 1


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def health(clock: TurnedClock) -> Health:
    return Health("tested", clock)


async def done(running: Awaitable[object]) -> None:
    async with within(10):
        await running


@pytest.mark.parametrize(
    ("outcomes", "is_vital", "expected"),
    [
        pytest.param([None], True, {}, id="a success"),
        pytest.param([AWAY], True, {"part": "the database is away"}, id="a failure"),
        pytest.param([AWAY, None], True, {}, id="a success after a failure"),
        pytest.param([None, AWAY], True, {"part": "the database is away"}, id="a failure after a success"),
        pytest.param([AWAY], False, {}, id="a failure of what is not vital"),
    ],
)
async def test_ready_is_what_the_last_step_was(
    health: Health, outcomes: list[Exception | None], is_vital: bool, expected: dict[str, str]
) -> None:
    steps = Steps(outcomes)
    await done(Every("part", 0.0, steps.step, is_vital=is_vital).run(health, steps.stopping))
    assert health.not_ready() == expected


@pytest.mark.parametrize(
    ("outcome", "is_vital", "expected"),
    [
        pytest.param(None, True, ["part"], id="a success"),
        pytest.param(AWAY, True, ["part"], id="a failure"),
        pytest.param(LONG_S, True, [], id="one that announced a long wait"),
        pytest.param(None, False, [], id="of what is not vital"),
    ],
)
async def test_each_step_is_progress(
    health: Health, clock: TurnedClock, outcome: float | Exception | None, is_vital: bool, expected: list[str]
) -> None:
    """So that the next one is missed."""
    steps = Steps([outcome])
    await done(Every("part", 5.0, steps.step, is_vital=is_vital).run(health, steps.stopping))
    clock.seconds = 301.0
    assert list(health.not_live()) == expected


async def test_a_failure_of_what_is_not_vital_is_logged(health: Health, caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps([AWAY])
    await done(Every("indexer", 0.0, steps.step, is_vital=False).run(health, steps.stopping))
    assert "indexer: the database is away" in caplog.text


@pytest.mark.parametrize(
    ("seconds", "retry_s", "outcome"),
    [
        pytest.param(0.0, None, None, id="seconds"),
        pytest.param(LONG_S, None, 0.0, id="what the step says"),
        pytest.param(LONG_S, 0.0, AWAY, id="what a failure waits"),
        pytest.param(0.0, None, AWAY, id="seconds after a failure"),
    ],
)
async def test_the_next_step_comes_after(
    health: Health, seconds: float, retry_s: float | None, outcome: float | Exception | None
) -> None:
    steps = Steps([outcome, None])
    await done(Every("part", seconds, steps.step, retry_s=retry_s).run(health, steps.stopping))
    assert steps.count == 2


async def test_the_end_of_the_service_cuts_a_wait_short(health: Health) -> None:
    steps = Steps([None, None])
    running = asyncio.create_task(Every("part", LONG_S, steps.step, at_end=steps.end).run(health, steps.stopping))
    await eventually(lambda: steps.count, what="the first step")
    steps.stopping.set()
    await done(running)
    assert (steps.count, steps.ends) == (1, 1)


async def test_other_errors_end_the_loop(health: Health) -> None:
    steps = Steps([ConfigurationError("run `mailweave migrate`"), None])
    with pytest.raises(ConfigurationError, match="migrate"):
        await done(Every("part", 0.0, steps.step, at_end=steps.end).run(health, steps.stopping))
    assert (steps.count, steps.ends) == (1, 1)


async def test_a_cancelled_loop_comes_to_its_end_too(health: Health) -> None:
    steps = Steps([None, None])
    running = asyncio.create_task(Every("part", LONG_S, steps.step, at_end=steps.end).run(health, steps.stopping))
    await eventually(lambda: steps.count, what="the first step")
    running.cancel()
    await asyncio.wait({running})
    assert (running.cancelled(), steps.ends) == (True, 1)


async def test_what_loops_do_at_their_ends_is_not_broken_off_by_the_end_of_the_run() -> None:
    run, started, ended = idle(Settings(_env_file=None)), asyncio.Barrier(3), set[str]()

    def add(name: str, *, drains: bool, turns: int) -> None:
        async def step() -> None:
            await started.wait()

        async def end() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            ended.add(name)

        run.every(name, LONG_S, step, drains=drains, at_end=end)

    add("draining", drains=True, turns=20)
    add("cancelled", drains=False, turns=40)
    run._start_loops()
    await done(started.wait())
    await done(run.stop())
    assert ended == {"draining", "cancelled"}
