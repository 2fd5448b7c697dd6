"""Plots as numbers for a small SVG: the browser draws them without a script. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 32.0
WIDTH = 6.0
GAP = 1.0
LEAST = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the plot, as SVG wants it; `tone` is its colour."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "good"
    title: str = ""


def bars(
    values: Sequence[float], tones: Sequence[str] = (), titles: Sequence[str] = (), *, slots: int = 0
) -> list[Bar]:
    """A bar a value, the highest as high as the plot; a value of 0 is a line at its foot.

    Where there is room for more, they stand at the right: the latest is at the same place always.
    """
    first = max(0, slots - len(values))
    highest = max((*values, 1))
    made = []
    for number, value in enumerate(values):
        height = max(LEAST, value / highest * HEIGHT)
        tone = tones[number] if tones else ("good" if value else "quiet")
        title = titles[number] if titles else ""
        made.append(
            Bar((first + number) * (WIDTH + GAP), round(HEIGHT - height, 2), WIDTH, round(height, 2), tone, title)
        )
    return made
