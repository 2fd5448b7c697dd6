"""What the page has somebody type in a step of the walk on the screen."""

from collections.abc import Mapping
from pathlib import Path

from tests.walk.page import BOTH, Block, fits
from tests.walk.shell import walked

WITHIN_S = 120


def typed(blocks: list[Block], step: int, folder: Path, environment: Mapping[str, str]) -> str:
    """Runs that step's blocks behind those that all ways begin with; what they print must be as shown."""
    own = [block for block in blocks if block.step == step and block.way != BOTH]
    first = [block for block in blocks if block.way == BOTH]
    done = walked([*first, *own], folder, environment, WITHIN_S)
    assert done.exit_code == 0, "".join([*done.printed, done.unfinished])
    printed = done.printed[len(first) :]
    for block, text in zip(own, printed, strict=True):
        assert block.shown is None or fits(text, block.shown), f"line {block.line}\n{text}"
    return "".join(printed)
