"""The image's bill of materials (CycloneDX): its Python distributions and the base image's Debian packages."""

import json
import sys
from pathlib import Path
from typing import Any

from deploy.images.engine import Engine, run
from deploy.images.wheels import PROJECT, ROOT

DEBIAN_PACKAGES = ("dpkg-query", "--show", "--showformat", r"${Package}\t${Version}\t${Architecture}\n")


def write_bill(engine: Engine, image: str, wheels: Path, bill: Path) -> int:
    """Writes it to `bill` and gives the number of components."""
    environment = bill.with_name("environment")
    bin_folder = Path(sys.executable).parent
    run(bin_folder / "uv", "venv", "--quiet", "--clear", "--python", sys.executable, environment)
    install = (bin_folder / "uv", "pip", "install", "--quiet", "--no-index", "--no-deps", "--python", environment)
    # By name, and not by file: what was installed from a file is no longer known as a package of the index.
    run(*install, "--find-links", wheels, "--requirements", wheels / "requirements.txt", PROJECT)
    told = ("--pyproject", ROOT / "pyproject.toml", "--output-file", bill)
    run(bin_folder / "cyclonedx-py", "environment", *told, environment)
    found = json.loads(bill.read_text())
    listed = engine.docker(
        "run", "--rm", "--network=none", "--entrypoint", DEBIAN_PACKAGES[0], image, *DEBIAN_PACKAGES[1:]
    )
    found["components"] += [_debian_component(*line.split("\t")) for line in listed.splitlines()]
    bill.write_text(json.dumps(found, indent=1) + "\n")
    return len(found["components"])


def _debian_component(name: str, version: str, architecture: str) -> dict[str, Any]:
    url = f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}"
    return {"type": "library", "bom-ref": url, "name": name, "version": version, "purl": url}
