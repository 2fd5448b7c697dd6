"""Ready means ready: what each service says of each dependency that goes away and comes back (shared/health.py)."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from services.cli.installation.topics import apply_topics
from shared.errors import ConfigurationError
from shared.health import OK
from shared.kafka import lag, subscribe
from shared.postgres import watch
from shared.services import SERVICES
from shared.settings import Settings
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.faults import BlackHole, Cut, Fault
from tests.harness.database import empty_database, fresh_database
from tests.harness.proxied_kafka import ProxiedKafka
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually

NOTICED_WITHIN_S = 10
DATABASE, KAFKA = "postgresql", "kafka"
FAULTS: Mapping[str, Fault] = {"away from the beginning": Cut(), "refused": Cut(), "silent": BlackHole()}
NO_ANSWER = {DATABASE: "PostgreSQL: ", KAFKA: "Kafka at "}
"""How the reason begins."""
SECRET_KEY = base64.b64encode(bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Behind:
    """Where services are told to look for what they need, and the proxies that stand there."""

    environment: Mapping[str, str]
    proxies: Mapping[str, FaultProxy]


@dataclass(frozen=True, slots=True)
class Running:
    """All services as processes."""

    processes: Mapping[str, ServiceProcess]
    urls: Mapping[str, str]

    async def answers(self) -> dict[str, httpx.Response]:
        """What each says to /ready now."""
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            found = await asyncio.gather(*(client.get(f"{url}/ready") for url in self.urls.values()))
        return dict(zip(self.urls, found, strict=True))

    async def until_ready(self) -> None:
        """All of them; the last answers are in the AssertionError."""
        said: dict[str, str] = {}

        async def are_ready() -> bool:
            answers = await self.answers()
            said.update({name: answer.text for name, answer in answers.items() if not answer.is_success})
            return all(answer.is_success for answer in answers.values())

        await eventually(are_ready, deadline_s=NOTICED_WITHIN_S, what=f"all are ready; they said {said}")

    async def until_missed(self, part: str) -> None:
        """Every service answers 503, and says of this part that it is away."""

        async def is_missed() -> bool:
            answers = (await self.answers()).values()
            return all(
                answer.status_code == 503 and answer.json()["parts"][part].startswith(NO_ANSWER[part])
                for answer in answers
            )

        await eventually(is_missed, deadline_s=NOTICED_WITHIN_S, what=f"every service misses {part}")


@pytest.fixture
async def behind(stack: Endpoints, database_template: str, proxied_kafka: ProxiedKafka) -> AsyncIterator[Behind]:
    """A migrated database and the topics, both behind a proxy."""
    prefix = f"r{secrets.token_hex(3)}."
    settings = Settings(kafka_servers=proxied_kafka.direct_servers, topic_prefix=prefix, topic_partitions=2)
    await apply_topics(settings)
    with fresh_database(stack.database_url, database_template) as url, FaultProxy("PostgreSQL") as proxy:
        environment = {
            "EMAIL_KAFKA_SERVERS": proxied_kafka.servers,
            "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
            "EMAIL_DATABASE_URL": _through(proxy, url),
            "EMAIL_TOPIC_PREFIX": prefix,
            "EMAIL_SECRET_KEY": SECRET_KEY,
            "EMAIL_API_TOKEN": secrets.token_hex(12),
            "EMAIL_API_PORT": "0",
            "EMAIL_HTTP_PORT": "0",
        }
        yield Behind(environment, {DATABASE: proxy, KAFKA: proxied_kafka.proxy})
    proxied_kafka.proxy.heal()


def _through(proxy: FaultProxy, database_url: str) -> str:
    url = urlsplit(database_url)
    assert url.port is not None
    proxy.lead_to(url.port)
    return urlunsplit(url._replace(netloc=url.netloc.replace(f":{url.port}", f":{proxy.port}")))


@asynccontextmanager
async def services(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Running]:
    """All of them, started at once."""
    async with AsyncExitStack() as entered:
        started = {
            name: await entered.enter_async_context(service_process(folder, environment, service.module))
            for name, service in SERVICES.items()
        }
        yield Running(started, {name: await process.url() for name, process in started.items()})


@pytest.mark.slow
@pytest.mark.parametrize("dependency", [DATABASE, KAFKA])
async def test_each_service_misses_what_is_away_and_is_ready_when_it_is_there(
    behind: Behind, tmp_path: Path, dependency: str
) -> None:
    proxy = behind.proxies[dependency]
    proxy.strike(FAULTS["away from the beginning"])
    async with services(tmp_path, behind.environment) as running:
        for fault in FAULTS.values():
            strike = proxy.strike(fault)
            await running.until_missed(dependency)
            assert strike.hits
            proxy.heal()
            await running.until_ready()
        for name, answer in (await running.answers()).items():
            assert set(answer.json()["parts"].values()) == {OK}, name
            assert {DATABASE, KAFKA, "topics", "producer", "start"} <= answer.json()["parts"].keys(), name


def test_the_watches_are_quick_enough() -> None:
    """The worst case: it went after it was asked, the rest of that look waits in vain, and then the next one does."""
    assert watch.LOOK_EVERY_S + watch.ANSWER_WITHIN_S < NOTICED_WITHIN_S
    assert subscribe.ANSWER_WITHIN_S + lag.LOOK_EVERY_S + lag.ANSWER_WITHIN_S < NOTICED_WITHIN_S


@pytest.mark.parametrize("service", SERVICES)
async def test_a_database_that_is_not_migrated_ends_the_process_with_the_next_step(
    stack: Endpoints, database_template: str, tmp_path: Path, service: str
) -> None:
    with empty_database(stack.database_url) as url:
        environment = {
            "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
            "EMAIL_DATABASE_URL": url,
            "EMAIL_SECRET_KEY": SECRET_KEY,
            "EMAIL_API_TOKEN": secrets.token_hex(12),
            "EMAIL_API_PORT": "0",
            "EMAIL_HTTP_PORT": "0",
        }
        async with service_process(tmp_path, environment, SERVICES[service].module) as process:
            assert await process.end() == 2
            assert process.text().splitlines()[-1].endswith("run `mailweave migrate`")


OLDER = "DELETE FROM core._yoyo_migration WHERE migration_id = 'api-0001-configuration'"
UNKNOWN_ROLE = "tested"


@pytest.mark.parametrize(
    ("service", "statement", "sentence"),
    [
        pytest.param("parser", "SELECT 1", "", id="as this release needs it"),
        pytest.param("parser", OLDER, "older than this release (without api-0001-configuration)", id="older"),
        pytest.param("parser", "DROP SCHEMA live CASCADE", "not as this release needs it", id="no schema"),
        pytest.param(UNKNOWN_ROLE, "SELECT 1", "empty or older than this release", id="no role"),
    ],
)
async def test_the_database_is_of_this_release(database_url: str, service: str, statement: str, sentence: str) -> None:
    await run_as_owner(database_url, statement)
    looking = watch.DatabaseWatch(Settings(database_url=SecretStr(database_url), _env_file=None), service)
    try:
        found = await said(looking)
        assert (sentence in found, found.endswith("run `mailweave migrate`")) == (True, bool(sentence))
    finally:
        await looking.close()


async def said(looking: watch.DatabaseWatch) -> str:
    """What is to be done about the database, or nothing."""
    try:
        await looking.look()
    except ConfigurationError as error:
        return str(error)
    return ""


async def run_as_owner(database_url: str, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute(statement.encode())
