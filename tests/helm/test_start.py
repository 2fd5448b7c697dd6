"""With the environment and the files that the chart gives them, jobs do their work and services become ready."""

import asyncio
import base64
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from shared.secret_files import SECRETS_DIR
from shared.services import SERVICES
from tests.harness.database import LOGIN_PASSWORD, empty_database
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually
from tests.helm.test_pods import secret_sources

CASE = "minimal"
READY_WITHIN_S = 60


@pytest.fixture
def empty_url(stack: Endpoints, database_template: str) -> Iterator[str]:
    """The superuser's URL of a database without a table; the services' login is the server's and there already."""
    with empty_database(stack.database_url) as url:
        yield url


async def test_an_installation_begins(
    helm: ModuleType, stack: Endpoints, empty_url: str, topic_prefix: str, tmp_path: Path
) -> None:
    sets = (
        f"kafka.servers={stack.kafka_servers}",
        f"kafka.topicPrefix={topic_prefix}",
        "kafka.partitions=2",
        f"blobs.url=file://{tmp_path}/blobs",
        "blobs.persistence.enabled=true",
    )
    secrets = {
        "EMAIL_DATABASE_URL": login_url(empty_url, LOGIN_PASSWORD),
        "EMAIL_ADMIN_DATABASE_URL": empty_url,
        "EMAIL_SECRET_KEY": base64.b64encode(bytes(32)).decode(),
        "EMAIL_API_TOKEN": "token-of-the-test-suite",
    }

    def given(name: str) -> dict[str, str]:
        environment = helm.environment(CASE, name, *sets)
        folder = mount(tmp_path / name, secret_sources(helm.pods(CASE, *sets)[name]), secrets)
        return {**environment, SECRETS_DIR: str(folder), "EMAIL_API_PORT": "0", "EMAIL_DATA_DIR": str(tmp_path)}

    for job in ("migrate", "topics"):
        args = helm.container(helm.pods(CASE, *sets)[job])["args"]
        async with service_process(tmp_path, given(job), "services.cli", *args) as running:
            assert await running.end() == 0, running.text()
    async with AsyncExitStack() as all_of_them:
        services = {
            name: await all_of_them.enter_async_context(service_process(tmp_path, given(name), service.module))
            for name, service in SERVICES.items()
        }
        for running in services.values():
            await ready(running)
        codes = await asyncio.gather(*(running.terminate() for running in services.values()))
        assert dict(zip(services, codes, strict=True)) == dict.fromkeys(SERVICES, 0)


def mount(folder: Path, keys: Mapping[bool, set[str]], secrets: Mapping[str, str]) -> Path:
    """The Secret's keys as the kubelet puts them there; a needed one that the Secret has not is a KeyError."""
    folder.mkdir()
    wanted = {key: secrets[key] for key in keys.get(True, set()) if key in secrets}
    for key, value in ({key: secrets[key] for key in keys.get(False, set())} | wanted).items():
        (folder / key).write_text(value)
    return folder


async def ready(running: ServiceProcess) -> None:
    """Once its readiness probe is answered with 200."""
    url = await running.url()
    async with httpx.AsyncClient(trust_env=False) as client:

        async def answers() -> bool:
            try:
                return (await client.get(f"{url}/ready")).status_code == httpx.codes.OK
            except httpx.TransportError:  # it has ended; its log says why
                raise AssertionError(running.text()) from None

        await eventually(answers, deadline_s=READY_WITHIN_S, what=f"ready:\n{running.text()}")
