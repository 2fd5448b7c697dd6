"""The way to a mail server step by step, and where it broke: what a connectivity test shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class StepState(StrEnum):
    """What became of a step."""

    OK = "ok"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a step failed: what kind of fault it is, what happened, what to do, and the server's own words if it spoke.

    All of it is written for people and holds no secret.
    """

    cause: str
    happened: str
    next_step: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `detail` is what was found there, the last four are `Trouble`'s, empty unless it failed."""

    name: str
    state: StepState = StepState.NOT_REACHED
    duration_s: float = 0.0
    detail: str = ""
    cause: str = ""
    happened: str = ""
    next_step: str = ""
    said: str = ""


class Walk:
    """Takes down the steps as they are reached. One that nobody expected stands where it came."""

    def __init__(self, expected: Iterable[str], now: Callable[[], float]) -> None:
        """`now` gives seconds that only rise."""
        self._now = now
        self._steps = {name: Step(name) for name in expected}
        self._current = ""
        self._began = now()

    @property
    def steps(self) -> Sequence[Step]:
        """All of them, in order."""
        return list(self._steps.values())

    @property
    def is_ok(self) -> bool:
        """Whether every step was reached and none failed."""
        return all(step.state is StepState.OK for step in self._steps.values())

    def reach(self, name: str) -> None:
        """The step before is over, this one begins."""
        self.end()
        self._current, self._began = name, self._now()
        self._steps.setdefault(name, Step(name))

    def note(self, detail: str) -> None:
        """What was found in this step."""
        if self._current:
            self._steps[self._current] = replace(self._steps[self._current], detail=detail)

    def fail(self, trouble: Trouble) -> None:
        """This step failed; another one may be reached all the same."""
        self._end(StepState.FAILED, **asdict(trouble))

    def end(self) -> None:
        """This step went well, and so far it was the last."""
        self._end(StepState.OK)

    def _end(self, state: StepState, **trouble: str) -> None:
        if not self._current:
            return
        taken_s = round(self._now() - self._began, 3)
        step = self._steps[self._current]
        self._steps[self._current] = replace(step, state=state, duration_s=taken_s, **trouble)
        self._current = ""


def as_documents(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as they are stored and shown."""
    return [asdict(step) for step in steps]
