"""The jars of Kafka and GreenMail: what jars.json names, downloaded once, each checked by its sha256."""

import fcntl
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.versions import JARS

LOCK_FILE = Path(__file__).with_name("jars.json")
_DOWNLOADS_AT_ONCE = 6


def class_path(program: str, say: Callable[[str], None]) -> str:
    """The class path of "kafka" or "greenmail"; downloads what the local Maven repository lacks."""
    locked: dict[str, str] = json.loads(LOCK_FILE.read_text())[program]
    paths = {coordinate: _repository() / _relative_path(coordinate) for coordinate in locked}
    missing = [coordinate for coordinate, path in paths.items() if not _is_intact(path, locked[coordinate])]
    if missing:
        say(f"{program}: downloading {len(missing)} jar(s) into {_repository()} (once)")
        _download(program, missing, locked)
    return ":".join(str(path) for path in paths.values())


def write_lock() -> None:
    """Resolve the pinned coordinates anew, with all that they need, into jars.json."""
    import jgo

    locked = {}
    for program, roots in JARS.items():
        locked[program] = {
            f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}": _sha256(Path(artifact.resolve()))
            for artifact in jgo.resolve("+".join(roots))
        }
    LOCK_FILE.write_text(json.dumps(locked, indent=1) + "\n")


def _download(program: str, coordinates: list[str], locked: dict[str, str]) -> None:
    repository = _repository()
    try:
        repository.mkdir(parents=True, exist_ok=True)
        with (repository / ".mailweave.lock").open("w") as lock, ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second stack that starts now waits, and then finds them there
            list(pool.map(lambda coordinate: _download_one(coordinate, locked[coordinate]), coordinates))
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo says RuntimeError for "not found"
        reason = str(error).splitlines()[0][:200]
        raise StackError(
            f"{program}: a jar could not be downloaded ({type(error).__name__}: {reason}); it is needed once: "
            "connect to the internet (HTTPS_PROXY is honoured) and start again"
        ) from error


def _download_one(coordinate: str, sha256: str) -> None:
    from jgo.maven import MavenContext

    path = _repository() / _relative_path(coordinate)
    if _is_intact(path, sha256):
        return
    path.unlink(missing_ok=True)  # half of an interrupted download
    MavenContext(repo_cache=_repository()).create_dependency(coordinate).artifact.resolve()
    if not _is_intact(path, sha256):
        raise RuntimeError(f"{path} is not the file that {LOCK_FILE.name} names")


def _repository() -> Path:
    from jgo.config import GlobalSettings

    return Path(GlobalSettings.load().repo_cache)


def _relative_path(coordinate: str) -> Path:
    group, artifact, version = coordinate.split(":")
    return Path(*group.split("."), artifact, version, f"{artifact}-{version}.jar")


def _is_intact(path: Path, sha256: str) -> bool:
    return path.exists() and _sha256(path) == sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
