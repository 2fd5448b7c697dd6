"""`python -m tests.walk`: walks docs/first-hour.md on the screen and keeps its pictures in docs/screens/first-hour/."""

import tempfile
from pathlib import Path

from tests.harness.chromium import chromium
from tests.walk.camera import Camera
from tests.walk.installation import ROOT, clone_in, started
from tests.walk.page import PAGE, blocks_of
from tests.walk.screen import walk

SHOWN = ROOT / "docs/screens/first-hour"


def main() -> None:
    """Takes all pictures, and keeps those that the page shows."""
    page = PAGE.read_text()
    SHOWN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        clone = clone_in(Path(folder) / "clone")
        with started(blocks_of(page, "terminal")[0], clone):
            walk(Camera(browser.new_page(), Path(folder)), clone)
        for picture in sorted(Path(folder).glob("*.png")):
            if f"{SHOWN.name}/{picture.name}" in page:
                (SHOWN / picture.name).write_bytes(picture.read_bytes())
                print(picture.name, flush=True)


if __name__ == "__main__":
    main()
