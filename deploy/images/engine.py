"""A Docker engine: the one that is there, or a private one from Debian's docker.io that leaves nothing behind."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from shared.errors import ConfigurationError
from shared.service.child import Child
from shared.service.identity import identity_of

Kind = Literal["own", "private"]
Say = Callable[[str], None]
PACKAGES = "docker.io iptables iproute2"
NAME, PREFIX, OWNER = "dockerd", "mw-docker-", "owner.json"
BRIDGE = "mailweave0"
BRIDGE_ADDRESS = "10.213.255.1/24"
NETWORKS = "base=10.213.0.0/17,size=24"
"""Where its networks get their addresses: of a range that nobody else is likely to use."""
LAST_LINES = 15


class EngineError(ConfigurationError):
    """An engine, or what it was asked for, is not to be had: what docker said last."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Docker's command line, told which engine to talk to; `has_registry` says whether it can pull images."""

    variables: Mapping[str, str] = field(default_factory=dict)
    has_registry: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """For a program that talks to this engine."""
        return {**os.environ, **self.variables}

    def docker(self, *arguments: str | Path, within_s: float = 600) -> str:
        """What one docker command prints; EngineError with its last lines when it fails."""
        done = self.attempt(*arguments, within_s=within_s)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
            raise EngineError(f"`docker {' '.join(map(str, arguments[:3]))}` ended with {done.returncode}: {last}")
        return done.stdout

    def attempt(self, *arguments: str | Path, within_s: float = 600) -> subprocess.CompletedProcess[str]:
        """One docker command, however it ends."""
        argv = ["docker", *map(str, arguments)]
        return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=within_s, env=self.environment)

    def size_bytes(self, image: str) -> int:
        """Of all layers of an image, unpacked."""
        return int(self.docker("image", "inspect", "--format", "{{.Size}}", image))


def run(*argv: str | Path, within_s: float = 900) -> None:
    """One command of another program; EngineError with its last lines when it fails."""
    done = subprocess.run([str(each) for each in argv], capture_output=True, text=True, check=False, timeout=within_s)
    if done.returncode:
        last = " ".join((done.stdout + done.stderr).strip().splitlines()[-3:])
        raise EngineError(f"{' '.join(map(str, argv[:4]))} ended with {done.returncode}: {last}")


def answers() -> bool:
    """Whether there is an engine that docker finds by itself."""
    return bool(shutil.which("docker")) and Engine().attempt("info", within_s=20).returncode == 0


@contextlib.contextmanager
def engine(kind: Kind | None, say: Say) -> Iterator[Engine]:
    """The engine asked for; without a wish the machine's own, where there is one, else a private one."""
    if kind == "own" or (kind is None and answers()):
        if not answers():
            raise EngineError("no Docker engine answers here: start it, or leave ENGINE=own out")
        yield Engine()
        return
    with _private(say) as private:
        yield private


@contextlib.contextmanager
def _private(say: Say) -> Iterator[Engine]:
    """A dockerd with its own data, socket and bridge, without a rule in the machine's firewall."""
    missing = [name for name in ("dockerd", "docker", "iptables", "ip") if not shutil.which(name)]
    if missing:
        raise EngineError(f"no engine can be started without {', '.join(missing)}: apt-get install {PACKAGES}")
    if os.geteuid() != 0:
        raise EngineError("a Docker engine of our own needs root: run it by sudo, or start one and give ENGINE=own")
    _clear_leftovers()
    with contextlib.ExitStack() as cleanup:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        (folder / OWNER).write_text(json.dumps([os.getpid(), identity_of(os.getpid())]))
        cleanup.callback(_clear, folder)
        _make_bridge()
        dockerd = Child(NAME, folder)
        cleanup.callback(dockerd.stop, deadline_s=60)
        dockerd.start(_command(folder))
        configuration = folder / "config"
        variables = {"DOCKER_HOST": f"unix://{folder / 'docker.sock'}", "DOCKER_CONFIG": str(configuration)}
        private = Engine({**variables, "DOCKER_BUILDKIT": "0"}, has_registry=False)  # Debian has no buildx
        dockerd.wait_until(lambda: private.attempt("info").returncode == 0, 60, "answering")
        say(f"a private Docker engine runs in {folder}")
        yield private


def _command(folder: Path) -> list[str]:
    return [
        "dockerd",
        f"--data-root={folder / 'data'}",
        f"--exec-root={folder / 'exec'}",
        f"--pidfile={folder / 'docker.pid'}",
        f"--host=unix://{folder / 'docker.sock'}",
        f"--bridge={BRIDGE}",
        f"--default-address-pool={NETWORKS}",
        "--iptables=false",
        "--ip-masq=false",
        "--log-level=warn",
    ]


def _make_bridge() -> None:
    for arguments in (("link", "add", BRIDGE, "type", "bridge"), ("addr", "add", BRIDGE_ADDRESS, "dev", BRIDGE)):
        done = _run("ip", *arguments)
        if done.returncode:
            raise EngineError(f"a network bridge cannot be made here ({done.stderr.strip()}): the engine needs one")
    _run("ip", "link", "set", BRIDGE, "up")


def _clear_leftovers() -> None:
    """Ends the engine of a run that was killed. EngineError while another run has one: their networks are the same."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid, identity = json.loads((folder / OWNER).read_text()) if (folder / OWNER).exists() else (0, None)
        if identity is not None and identity_of(pid) == identity:
            raise EngineError(f"process {pid} has a private engine already, in {folder}: wait for its end")
        Child(NAME, folder).end_leftover()
        _clear(folder)


def _clear(folder: Path) -> None:
    """Takes away what an engine that has ended left: its bridge, what is mounted in its folder, and that."""
    _run("ip", "link", "delete", BRIDGE)
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for mount in sorted((each for each in mounts if each.startswith(f"{folder}/")), reverse=True):
        _run("umount", "--lazy", mount)
    shutil.rmtree(folder, ignore_errors=True)


def _run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
