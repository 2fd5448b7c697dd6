"""A Python environment of the benchmark's own, so that the product depends on no peer and no plotting library."""

import subprocess
import sys
from pathlib import Path

from tests.bench.failure import NotInstalledError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
INSTALL_WITHIN_S = 180.0


def python(build: Path, requirements: Path = REQUIREMENTS) -> Path:
    """Its interpreter, made when it is missing or the requirements have changed; NotInstalledError says what to do."""
    folder = build / "venv"
    found, installed = folder / "bin" / "python", folder / "requirements.txt"
    if installed.exists() and installed.read_text() == requirements.read_text():
        return found
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        raise NotInstalledError(f"{uv} is not there: run `make setup`")
    _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder)
    _run(uv, "pip", "install", "--quiet", "--python", found, "--require-hashes", "-r", requirements)
    installed.write_text(requirements.read_text())
    return found


def _run(*argv: str | Path) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=INSTALL_WITHIN_S, check=False)
    if done.returncode != 0:
        line = " ".join(map(str, argv))
        raise NotInstalledError(f"`{line}` failed, run it by hand: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
