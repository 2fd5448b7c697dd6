"""deploy/bench-goals.toml: what a run must reach, and what it missed by how much. Pure but for `read_goals`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.results import Figures


@dataclass(frozen=True, slots=True)
class Goal:
    """The bounds of one figure."""

    name: str
    at_least: float | None = None
    at_most: float | None = None

    def missed(self, figure: float | None) -> str | None:
        """By how much, in a sentence; None when it is reached."""
        if figure is None:
            return f"{self.name}: not measured"
        if self.at_least is not None and figure < self.at_least:
            return f"{self.name}: {figure:.2f}, {_share(figure, self.at_least)} below the goal of {self.at_least:g}"
        if self.at_most is not None and figure > self.at_most:
            return f"{self.name}: {figure:.2f}, {_share(figure, self.at_most)} above the goal of {self.at_most:g}"
        return None


def read_goals(path: Path) -> list[Goal]:
    """Every table of the file is a goal; a key that is no bound is an error."""
    tables: Mapping[str, Mapping[str, float]] = tomllib.loads(path.read_text())
    return [Goal(name, **bounds) for name, bounds in tables.items()]


def missed(goals: Sequence[Goal], figures: Figures) -> list[str]:
    """A line for each goal that was not reached."""
    return [line for goal in goals if (line := goal.missed(figures.get(goal.name))) is not None]


def _share(figure: float, bound: float) -> str:
    return f"{abs(figure - bound) / bound:.0%}" if bound else f"{abs(figure - bound):g}"
