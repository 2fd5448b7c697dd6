"""A fixed part of the integration suite, with Kafka and PostgreSQL as containers of the engine that is up already."""

import re
import subprocess
import sys
from collections.abc import Mapping

from deploy.images.engine import Engine
from deploy.images.wheels import ROOT
from tests.compose.story import must
from tests.harness.stack import ATTACH_NAME, CONTAINERS, KIND_NAME

FILES = ("test_leases", "test_roles", "test_connections", "test_parser_service", "test_cli_topics")
"""What leans on PostgreSQL (leases, roles, lost connections) and on Kafka (batches, dead letters, topics)."""
WITHIN_S = 900
WORKERS = 2
ON_THIS_MACHINE = {"TESTCONTAINERS_CONNECTION_MODE": "docker_host", "TESTCONTAINERS_HOST_OVERRIDE": "127.0.0.1"}
"""A private engine publishes its ports here, also where here is a container itself."""


def run_suite(engine: Engine, images: Mapping[str, str]) -> str:
    """How many tests passed; StoryError with pytest's last lines when one did not."""
    environment = {**engine.environment, KIND_NAME: CONTAINERS, **images}
    environment.pop(ATTACH_NAME, None)
    if not engine.has_registry:
        environment |= ON_THIS_MACHINE
    files = [f"tests/integration/{name}.py" for name in FILES]
    argv = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadgroup", *files]
    done = subprocess.run(
        argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=WITHIN_S
    )
    must(done.returncode == 0, f"tests on containers: {done.stdout[-4000:]}{done.stderr[-1000:]}")
    found = re.search(r"(\d+) passed", done.stdout)
    must(found is not None, f"no test ran: {done.stdout[-1000:]}")
    return f"{found[1] if found else 0} passed"
