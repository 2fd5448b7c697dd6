"""What takes long to make is kept outside the clone, under a name made from what it is made of."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

KEY_LENGTH = 16


def cache_folder() -> Path:
    """`~/.cache/mailweave`, or where XDG_CACHE_HOME has caches."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mailweave"


def key_of(parts: Iterable[str]) -> str:
    """A short name for all that something is made of."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:KEY_LENGTH]


def cached(name: str, parts: Iterable[str], make: Callable[[Path], None]) -> Path:
    """The folder that `make` has filled, now or in an earlier run; one that broke off is made anew.

    Those of the same name that were made of something else are deleted.
    """
    folder = cache_folder() / f"{name}-{key_of(parts)}"
    if not folder.exists():
        unfinished = folder.with_name(f"unfinished-{name}-{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            make(unfinished)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        for older in cache_folder().glob(f"{name}-{'?' * KEY_LENGTH}"):
            if older != folder:
                shutil.rmtree(older, ignore_errors=True)
    return folder
