"""What the image installs: wheels, fetched by requirements.lock beforehand, so that the build needs no network."""

import platform
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.images.cache import cached
from deploy.images.engine import EngineError, Say, run

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
PROJECT, EXTRA = "mailweave", "image"
PYTHON = "3.11"
"""Of the base image."""
NEWEST_GLIBC = 36
"""The 2.36 of Debian 12, which the base image is."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
_COMMENT = re.compile(r" \\\n {4}# .*|\n {4}# .*")


def needed(project: str = PROJECT, extra: str = EXTRA) -> frozenset[str]:
    """The distributions that the project needs to run with this extra, by their canonical names; without itself."""
    found: set[str] = set()
    waiting = [Requirement(f"{project}[{extra}]")]
    while waiting:
        wanted = waiting.pop()
        for line in distribution(wanted.name).requires or ():
            requirement = Requirement(line)
            is_wanted = requirement.marker is None or any(
                requirement.marker.evaluate({"extra": each}) for each in ("", *wanted.extras)
            )
            if is_wanted and canonicalize_name(requirement.name) not in found:
                found.add(canonicalize_name(requirement.name))
                waiting.append(requirement)
    return frozenset(found)


def locked(lock: str, names: Iterable[str]) -> str:
    """The lines of a lock file, with hashes, that pin these distributions; EngineError when it lacks one."""
    blocks = dict(_blocks(lock))
    if missing := sorted(set(names) - blocks.keys()):
        raise EngineError(f"requirements.lock pins no {', '.join(missing)}: run `make lock`, then `make setup`")
    return "".join(blocks[name] for name in sorted(names))


def _blocks(lock: str) -> Iterator[tuple[str, str]]:
    for block in re.split(r"\n(?=\S)", _COMMENT.sub("", lock)):
        if found := _PIN.match(block):
            yield canonicalize_name(found[1]), f"{block.rstrip()}\n"


def wheelhouse(say: Say) -> Path:
    """A folder with `requirements.txt` and a wheel for each of its lines, each checked by its hash."""
    requirements = locked(LOCK.read_text(), needed())
    return cached("wheels", (requirements, PYTHON, *_platforms()), lambda place: _download(place, requirements, say))


def _download(folder: Path, requirements: str, say: Say) -> None:
    say("downloading the image's wheels (once for each requirements.lock)")
    (folder / "requirements.txt").write_text(requirements)
    target = ["--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON}", *_platforms()]
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps"]
    run(*pip, "--require-hashes", "-r", folder / "requirements.txt", "--dest", folder, *target)


def _platforms() -> list[str]:
    """Everything that the C library of the base image can run, the newest first."""
    machine = platform.machine()
    older = [f"--platform=manylinux{name}_{machine}" for name in ("2014", "2010", "1")]
    return [f"--platform=manylinux_2_{n}_{machine}" for n in range(NEWEST_GLIBC, 4, -1)] + older


def own_wheel(folder: Path) -> Path:
    """Builds Mailweave's own wheel into this folder, by way of a source distribution: only what git would ship."""
    uv = Path(sys.executable).with_name("uv")
    run(uv, "build", "--quiet", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder, ROOT)
    (wheel,) = folder.glob(f"{PROJECT}-*.whl")
    return wheel
