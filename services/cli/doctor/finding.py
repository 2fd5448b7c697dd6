"""What the doctor has found: a line each."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. `SKIPPED` was not looked at, because what it depends on is broken or elsewhere."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """`seen` says what was seen, `next_step` what to do about it; neither holds a secret."""

    check: str
    state: State
    seen: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Makes findings of one check."""

    name: str

    def ok(self, seen: str) -> Finding:
        """Nothing to do."""
        return Finding(self.name, State.OK, seen)

    def warning(self, seen: str, next_step: str) -> Finding:
        """It works, and something is to be done."""
        return Finding(self.name, State.WARNING, seen, next_step)

    def problem(self, seen: str, next_step: str) -> Finding:
        """Something does not work."""
        return Finding(self.name, State.PROBLEM, seen, next_step)

    def skipped(self, why: str) -> Finding:
        """It was not looked at."""
        return Finding(self.name, State.SKIPPED, f"not looked at: {why}")


def is_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing is broken; warnings are none of that."""
    return all(finding.state is not State.PROBLEM for finding in findings)


def state_of(findings: Iterable[Finding]) -> str:
    """How many are in which state, for the last line."""
    found = [finding.state for finding in findings]
    return ", ".join(f"{found.count(state)} {state}" for state in State if state in found)
