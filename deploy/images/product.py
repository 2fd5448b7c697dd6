"""Builds Mailweave's image from deploy/Dockerfile, and its bill of materials beside it."""

import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from deploy.images.base import FULL, SLIM, import_bases
from deploy.images.bill import write_bill
from deploy.images.engine import Engine, Say
from deploy.images.wheels import PROJECT, ROOT, own_wheel, wheelhouse

FOLDER = ROOT / "build" / "image"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
NO_BASES: Mapping[str, str] = {}
BILL = FOLDER / "sbom.cdx.json"


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and what `make image` says of it."""

    image: str
    size_bytes: int
    seconds: float
    user: str
    components: int

    def lines(self) -> list[str]:
        return [
            f"image      {self.image}",
            f"size       {self.size_bytes / 1e6:.0f} MB",
            f"seconds    {self.seconds:.0f}",
            f"user       {self.user}",
            f"components {self.components} ({BILL.relative_to(ROOT)})",
        ]


def default_tag() -> str:
    return f"{PROJECT}:{version(PROJECT)}"


def build(engine: Engine, tag: str, say: Say, bases: Mapping[str, str] = NO_BASES) -> Built:
    """Builds it without a network on these bases, else the Dockerfile's, or stand-ins where there is no registry."""
    began_at = time.monotonic()
    if not engine.has_registry:
        import_bases(engine, say)
        bases = {"BASE": SLIM, "BUILD_BASE": FULL, **bases}
    wheels = _fill(FOLDER, say)
    say(f"building {tag}")
    facts = {
        "VERSION": version(PROJECT),
        "REVISION": _revision(),
        "CREATED": datetime.now(UTC).isoformat("T", "seconds"),
    }
    arguments = [f"--build-arg={name}={value}" for name, value in {**facts, **bases}.items()]
    engine.docker("build", "--network=none", "--file", DOCKERFILE, "--tag", tag, *arguments, FOLDER)
    components = write_bill(engine, tag, wheels, BILL)
    user = engine.docker("image", "inspect", "--format", "{{.Config.User}}", tag).strip()
    return Built(tag, engine.size_bytes(tag), time.monotonic() - began_at, user, components)


def _fill(folder: Path, say: Say) -> Path:
    """Makes the folder that is sent to the engine: nothing but wheels. Gives the folder of these."""
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    shutil.copytree(wheelhouse(say), wheels)
    own_wheel(wheels)
    (folder / ".dockerignore").write_text("*\n!wheels/*.whl\n!wheels/requirements.txt\n")
    return wheels


def _revision() -> str:
    said = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
