"""Figures and the floors below which they must not fall."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.toml")
Floors = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was reached of `best`, under its section and name in floors.toml; more is better."""

    section: str
    name: str
    reached: float
    best: float


def read_floors(text: str) -> Floors:
    """Section → name → the least that is allowed."""
    return tomllib.loads(text)


def below(figures: Sequence[Figure], floors: Floors, *, is_complete: bool) -> list[str]:
    """What fell below its floor or has none; of a complete run also the floors whose figure is missing."""
    fallen = []
    for figure in figures:
        floor = floors.get(figure.section, {}).get(figure.name)
        if floor is None:
            fallen.append(f"{figure.section}: {figure.name} has no floor yet: add it to {FLOORS.name}")
        elif figure.reached < floor:
            fallen.append(f"{figure.section}: {figure.name} is {figure.reached:g}, its floor {floor:g}")
    measured = {(figure.section, figure.name) for figure in figures}
    named = [(section, name) for section, names in floors.items() for name in names]
    absent = [each for each in named if each not in measured] if is_complete else []
    return fallen + [f"{section}: {name} was not measured" for section, name in absent]


def table(figures: Sequence[Figure]) -> str:
    """One line a figure: reached, best, and how many are wrong."""
    rows = [
        f"{each.section:8} {each.name:38} {each.reached:8g} of {each.best:<6g} wrong {each.best - each.reached:g}"
        for each in figures
    ]
    return "\n".join(rows)
