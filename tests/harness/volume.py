"""A small volume of its own (tmpfs), which can be full or read-only; needs root."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGES = "mount"
SIZE_BYTES = 256 * 1024
FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Volume:
    """Mounted at `folder`."""

    folder: Path

    def fill(self) -> None:
        """Until not a byte more goes in."""
        with (self.folder / FILLER).open("wb", buffering=0) as file:
            try:
                while file.write(os.urandom(4096)):
                    pass
            except OSError:
                return

    def empty(self) -> None:
        (self.folder / FILLER).unlink()

    def remount(self, how: str) -> None:
        """`ro` or `rw`."""
        _run("mount", "-o", f"remount,{how}", str(self.folder))


@contextmanager
def small_volume() -> Iterator[Volume]:
    """Mounted while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="mw-volume-"))
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "tmpfs", str(folder))
    try:
        yield Volume(folder)
    finally:
        _run("umount", "--lazy", str(folder))
        folder.rmdir()


@cache
def is_installed() -> bool:
    """Whether this user may mount at all."""
    try:
        with small_volume():
            return True
    except (subprocess.CalledProcessError, OSError):
        return False


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)
