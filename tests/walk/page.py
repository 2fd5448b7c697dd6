"""The fenced blocks of docs/first-hour.md: what is typed, for which way, and what it says is printed then."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/first-hour.md"
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<way>\w+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BOTH = "both"
ANY_LINES = ".*?"
LONGEST = 300
"""Of what stands for `…` within a line."""


@dataclass(frozen=True, slots=True)
class Block:
    """What is typed; `shown` is None where the page does not say what is printed then.

    `way`: terminal, cli, rest, screen, or both where it belongs to all; `step` is the number of its heading.
    """

    way: str
    step: int
    line: int
    typed: str
    shown: str | None


def blocks_of(page: str, way: str) -> list[Block]:
    """What one way has to type, in the order of the page."""
    fences = list(FENCE.finditer(page))
    found = []
    for fence, following in zip(fences, [*fences[1:], None], strict=True):
        if fence["language"] != "bash" or fence["way"] not in (way, BOTH):
            continue
        is_shown = following is not None and following["language"] == "text"
        shown = following["text"] if is_shown and following is not None else None
        before = page[: fence.start()]
        found.append(Block(fence["way"], before.count("\n## "), before.count("\n") + 2, fence["text"], shown))
    return found


def fits(printed: str, shown: str) -> bool:
    """Whether the page tells the truth: `…` stands for what differs, on a line of its own for any number of lines.

    Where a line is broken and how wide a column is depends on what stands there, so all blanks are alike.
    """
    pieces = [ANY_LINES if line.strip() == "…" else _pattern(line) for line in shown.splitlines()]
    return re.fullmatch(r"\s*".join(pieces) + r"\s*", printed, re.DOTALL) is not None


def _pattern(line: str) -> str:
    parts = (r"\s+".join(map(re.escape, part.split())) for part in line.split("…"))
    return rf"\s*.{{0,{LONGEST}}}?\s*".join(parts)
