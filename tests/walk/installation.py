"""A clone as `git clone` gives it, with this one's .venv, and in it the installation that the page starts."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.walk.page import Block, fits

ROOT = Path(__file__).resolve().parents[2]
ITS_OWN = frozenset({".git", ".mailweave", ".env", "build"})


def clone_in(folder: Path) -> Path:
    """A folder that looks like this one and has data of its own."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ITS_OWN:
            (folder / path.name).symlink_to(path)
    return folder


def environment() -> dict[str, str]:
    """A newcomer's: no setting of Mailweave's."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("EMAIL_", "MAIL"))}


@contextmanager
def started(block: Block, folder: Path) -> Iterator[str]:
    """Runs as the first terminal does, until Ctrl-C at the end of the block; gives what it printed until it was up."""
    terminal = subprocess.Popen(
        ["bash", "-c", f"exec {block.typed}"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert terminal.stdout is not None
    printed = ""
    try:
        while line := terminal.stdout.readline():
            printed += line
            if fits(printed, block.shown or ""):
                break
        yield printed
    finally:
        os.killpg(terminal.pid, signal.SIGINT)
        terminal.communicate()
