"""Docker Compose where nobody has installed it: built from its Go module, once."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.images.cache import cached
from deploy.images.engine import Engine, EngineError, Say

MODULE = "github.com/docker/compose/v2/cmd@v2.29.7"
"""The last that was seen to work with Debian's engine (20.10)."""
NAME = "docker-compose"


def ensure_compose(engine: Engine, say: Say) -> None:
    """Returns once `docker compose` can be run on this engine."""
    if engine.attempt("compose", "version").returncode == 0:
        return
    plugins = Path(engine.environment["DOCKER_CONFIG"]) / "cli-plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    (plugins / NAME).symlink_to(cached("compose", (MODULE,), lambda folder: _build(folder, say)) / NAME)
    engine.docker("compose", "version")


def _build(folder: Path, say: Say) -> None:
    if shutil.which("go") is None:
        raise EngineError("Docker Compose is neither installed nor can it be built: it needs Go 1.21 or newer")
    say("building Docker Compose from its Go module (once, three minutes)")
    environment = {**os.environ, "GOBIN": str(folder)}
    done = subprocess.run(
        ["go", "install", MODULE], env=environment, capture_output=True, text=True, check=False, timeout=1800
    )
    if done.returncode:
        raise EngineError(f"go install {MODULE}: {' '.join(done.stderr.split())[-300:]}")
    (folder / "cmd").rename(folder / NAME)
