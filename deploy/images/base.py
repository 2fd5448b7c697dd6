"""Base images where no registry has any: Debian by debootstrap, as `python:3.11-bookworm` and its slim form are."""

import shutil
import subprocess
from pathlib import Path

from deploy.images.cache import cached
from deploy.images.engine import Engine, EngineError, Say, run

SUITE = "bookworm"
PACKAGES = ("python3", "python3-venv", "ca-certificates")
TO_BUILD = "binutils"
FORGET = (
    "dpkg --purge --force-depends "
    "$(dpkg-query -W -f '${Package} ' 'binutils*' 'libctf*' libbinutils libgprofng0 libjansson4 "
    "python3-venv python3.11-venv 'python3-*-whl')"
)
"""Takes what only the build stage needs out again."""
LEFT_OUT = ("proc/*", "sys/*", "dev/*", "tmp/*", "var/cache/*", "var/log/*", "var/lib/apt/lists/*")
NOT_READ = ("usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*", "usr/share/info/*")
SLIM, FULL = "mailweave-base:slim", "mailweave-base:full"


def import_bases(engine: Engine, say: Say) -> None:
    """Makes SLIM and FULL (with strip, for the build stage) known to the engine."""
    parts = (SUITE, *PACKAGES, TO_BUILD, FORGET, *LEFT_OUT, *NOT_READ)
    folder = cached("base", parts, lambda place: _make(place, say))
    for name, image in (("slim", SLIM), ("full", FULL)):
        engine.docker("import", folder / f"{name}.tar", image)


def _make(folder: Path, say: Say) -> None:
    if shutil.which("debootstrap") is None:
        raise EngineError("no base image can be made without debootstrap: apt-get install debootstrap")
    say(f"Debian {SUITE} by debootstrap (once, about a minute)")
    root = folder / "root"
    included = ",".join((*PACKAGES, TO_BUILD))
    try:
        run("debootstrap", "--variant=minbase", f"--include={included}", SUITE, root)
        _tar(root, folder / "full.tar")
        run("chroot", root, "sh", "-c", FORGET)
        _tar(root, folder / "slim.tar")
    finally:
        subprocess.run(["umount", root / "proc", root / "sys"], capture_output=True, check=False)
        shutil.rmtree(root)


def _tar(root: Path, into: Path) -> None:
    without = [f"--exclude=./{pattern}" for pattern in (*LEFT_OUT, *NOT_READ)]
    run("tar", "--create", "--numeric-owner", "--one-file-system", *without, "--file", into, "--directory", root, ".")
