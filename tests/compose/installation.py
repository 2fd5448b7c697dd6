"""An installation by deploy/compose.yaml, in a folder and with a project name of its own."""

import json
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from deploy.images.engine import Engine
from deploy.images.wheels import ROOT
from shared.service.ports import HOST, Ports

PROJECT = "mailweave-test"
PUBLISHED = ("MAILWEAVE_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT", "GREENMAIL_PORT")
SOON = {"EMAIL_LEASE_TTL_S": "5", "EMAIL_SMTP_DATA_TIMEOUT_S": "10"}
"""How long the accounts of what was killed wait for the next: 35 s (poller) and 95 s (sender) by default."""
NO_STAND_IN = ("grafana",)
"""Left out where no registry has it: no package index has it either."""
COUNTS = """
SELECT count(*), count(run.mail_id), (SELECT count(*) FROM read_send WHERE state = 'in_doubt')
FROM read_message AS message LEFT JOIN read_rule_run AS run USING (mail_id) WHERE message.direction = 'inbound'
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages that came in and were stored, those of them that were ruled, sends in doubt: as PostgreSQL has them."""

    stored: int
    ruled: int
    in_doubt: int


@dataclass(frozen=True, slots=True)
class Installation:
    """What an operator does with it, by the same commands."""

    engine: Engine
    folder: Path
    services: tuple[str, ...]

    def compose(self, *arguments: str, within_s: float = 300) -> str:
        """What a compose command prints; EngineError when it fails."""
        return self.engine.docker(*self._compose(), *arguments, within_s=within_s)

    def attempt(self, *arguments: str, within_s: float = 300) -> subprocess.CompletedProcess[str]:
        """A compose command, however it ends."""
        return self.engine.attempt(*self._compose(), *arguments, within_s=within_s)

    def up(self, *, without: Collection[str] = ()) -> None:
        """Start everything, in order; returns once all of it has begun."""
        self.compose("up", "--detach", *(each for each in self.services if each not in without))

    def inside(self, *arguments: str) -> subprocess.Popen[str]:
        """Runs tests/compose/inside.py with these arguments within the container of api."""
        program = Path(__file__).with_name("inside.py")
        argv = ["docker", *self._compose(), "exec", "-T", "api", "python", "-", *arguments]
        with program.open() as text:
            return subprocess.Popen(argv, stdin=text, stdout=subprocess.PIPE, text=True, env=self.engine.environment)

    def counts(self) -> Counts:
        """As PostgreSQL has them, whatever else runs."""
        owner = (self.folder / "secrets" / "EMAIL_ADMIN_DATABASE_URL").read_text().strip()
        url = f"{owner.replace('@postgres:', '@127.0.0.1:')}?options={quote('-c search_path=live,core')}"
        row = self.compose("exec", "-T", "postgres", "psql", "--tuples-only", "--no-align", "--command", COUNTS, url)
        return Counts(*map(int, row.strip().split("|")))

    def containers(self, *services: str) -> list[dict[str, Any]]:
        """What the engine knows of the containers of these services, or of all."""
        ids = self.compose("ps", "--all", "--quiet", *services).split()
        found: list[dict[str, Any]] = json.loads(self.engine.docker("inspect", *ids))
        return found

    def prometheus(self, query: str) -> list[dict[str, Any]]:
        """The series of an instant query."""
        place = self.compose("port", "prometheus", "9090").strip()
        with urlopen(f"http://{place}/api/v1/query?query={quote(query)}", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return found

    def _compose(self) -> list[str]:
        file = str(self.folder / "compose.yaml")
        return ["compose", "--project-name", PROJECT, "--file", file, "--profile", "demo", "--progress", "quiet"]


def prepare(engine: Engine, folder: Path, image: str, images: Mapping[str, str]) -> Installation:
    """A copy of what deploy/ has for compose, with secrets and free ports; nothing is started."""
    folder.mkdir()
    for name in ("compose.yaml", "make-secrets"):
        shutil.copy2(ROOT / "deploy" / name, folder)
    for name in ("prometheus", "grafana"):
        shutil.copytree(ROOT / "deploy" / name, folder / name)
    (folder / "grafana" / "dashboards").mkdir(exist_ok=True)
    subprocess.run(["sh", "make-secrets"], cwd=folder, check=True, capture_output=True)
    ports = Ports(folder)
    settings = {"MAILWEAVE_IMAGE": image, "MAILWEAVE_BIND": HOST, **images, **SOON}
    settings |= {name: str(ports.claim(name.lower())) for name in PUBLISHED}
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    all_of_them = Installation(engine, folder, ())
    services = all_of_them.compose("config", "--services").split()
    left_out: Sequence[str] = () if engine.has_registry else NO_STAND_IN
    return Installation(engine, folder, tuple(each for each in services if each not in left_out))
