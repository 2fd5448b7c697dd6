"""The plot of a result, drawn by the benchmark's own interpreter."""

import subprocess
from pathlib import Path

from tests.bench.failure import BenchError
from tests.bench.venv import python

SCRIPT = Path(__file__).with_name("plot.py")
WITHIN_S = 60.0


def draw(build: Path, result: Path) -> Path:
    """The PNG beside the result; BenchError when it cannot be drawn."""
    picture = result.with_suffix(".png")
    argv = [str(python(build)), "-I", str(SCRIPT), str(result), str(picture)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    if done.returncode != 0:
        raise BenchError(f"no plot was drawn: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    return picture
