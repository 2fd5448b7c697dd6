"""docs/first-hour.md is true: all that it lets a newcomer type is typed, and what is printed is what it shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.chromium import chromium
from tests.walk.camera import Camera
from tests.walk.installation import clone_in, environment, started
from tests.walk.page import PAGE, blocks_of, fits
from tests.walk.screen import STEPS, walk
from tests.walk.shell import walked

pytestmark = [
    *(pytest.mark.slow, pytest.mark.stack, pytest.mark.curl),
    *(pytest.mark.timeout(600), pytest.mark.xdist_group("first_hour")),
]
WITHIN_S = 400


@pytest.fixture(scope="module")
def clone(run_folder: Path) -> Iterator[Path]:
    """A folder in which the page's first terminal is up."""
    folder = clone_in(run_folder / "clone")
    (first,) = blocks_of(PAGE.read_text(), "terminal")[:1]
    with started(first, folder) as printed:
        assert fits(printed, first.shown or "")
        yield folder


@pytest.mark.parametrize("way", ["cli", "rest"])
def test_what_the_page_says_is_so(clone: Path, way: str) -> None:
    blocks = blocks_of(PAGE.read_text(), way)
    done = walked(blocks, clone, environment(), WITHIN_S)
    for block, printed in zip(blocks, done.printed, strict=False):
        place = f"{PAGE.name}:{block.line}"
        assert block.shown is None or fits(printed, block.shown), f"{place}\n{block.typed}\nprinted:\n{printed}"
    assert done.exit_code == 0, f"{blocks[len(done.printed)].typed}\n{done.unfinished}"
    assert len(done.printed) == len(blocks)
    print(f"{way}: {done.took_s:.0f} s")


@pytest.mark.chromium
def test_the_same_on_the_screen(clone: Path, tmp_path: Path) -> None:
    """A picture of each step at 1280 and 360 pixels, where nobody has to scroll sideways and axe-core is content."""
    with chromium() as browser:
        camera = Camera(browser.new_page(), tmp_path)
        walk(camera, clone)
    assert camera.faults == {}
    assert len(list(tmp_path.glob("*.png"))) == 2 * len(STEPS)
    assert len(STEPS) == PAGE.read_text().count("\n## "), "each step of the page is walked"
