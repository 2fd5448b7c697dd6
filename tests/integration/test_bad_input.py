"""What every service, as a process, says of what is not right, and how it ends or waits."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from services.cli.installation.run import as_fields
from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from shared.services import SERVICES
from tests.harness.accounts import SECRET_KEY
from tests.harness.database import LOGIN_PASSWORD
from tests.harness.secured_kafka import SecuredKafka
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually

TOKEN = "token of the tests of bad input"
A_PERSON_MUST_ACT = 2
READY = -1
WAITS = -2
ALL = tuple(SERVICES)
CONSUMERS = ("poller", "parser")
SOME = ("poller", "api")
"""Where what is said is everybody's, and a start is dear: one that consumes, and one that does not."""
NEWER = "INSERT INTO core._yoyo_migration VALUES ('h', 'sender-9999-later', now())"
OLDER = "DELETE FROM live._yoyo_migration WHERE migration_id LIKE 'threader%'"
Variables = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A good installation, whose environment a case makes bad."""

    stack: Endpoints
    secured: SecuredKafka
    folder: Path
    database_url: str
    variables: Variables

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture
async def ground(
    stack: Endpoints, secured_kafka: SecuredKafka, topic_prefix: str, database_url: str, tmp_path: Path
) -> Ground:
    variables = {
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_TOPIC_PREFIX": topic_prefix,
        "EMAIL_TOPIC_PARTITIONS": "1",
        "EMAIL_DATABASE_URL": login_url(database_url, LOGIN_PASSWORD),
        "EMAIL_BLOB_URL": f"file://{tmp_path}/blobs",
        "EMAIL_SECRET_KEY": SECRET_KEY.get_secret_value(),
        "EMAIL_API_TOKEN": TOKEN,
        "EMAIL_API_PORT": "0",
        "EMAIL_DATA_DIR": str(tmp_path),
    }
    return Ground(stack, secured_kafka, tmp_path, database_url, variables)


def no_folder(_: Ground) -> Variables:
    return {"EMAIL_SECRETS_DIR": "/nowhere"}


def no_file(ground: Ground) -> Variables:
    """A folder in its place: root may read every file."""
    (ground.folder / "secrets" / "EMAIL_KAFKA_PASSWORD").mkdir(parents=True)
    return {"EMAIL_SECRETS_DIR": str(ground.folder / "secrets")}


def wrong_password(ground: Ground) -> Variables:
    return ground.secured.environment("SASL_SSL") | {"EMAIL_KAFKA_PASSWORD": "the wrong one"}


def older(ground: Ground) -> Variables:
    ground.sql(OLDER)
    return {}


def newer(ground: Ground) -> Variables:
    ground.sql(NEWER)
    return {}


def more_partitions(_: Ground) -> Variables:
    return {"EMAIL_TOPIC_PARTITIONS": "3"}


@pytest.mark.parametrize(
    ("break_it", "services", "code", "said"),
    [
        pytest.param(no_folder, SOME, A_PERSON_MUST_ACT, "EMAIL_SECRETS_DIR: /nowhere cannot be read", id="no folder"),
        pytest.param(
            no_file,
            ALL,
            A_PERSON_MUST_ACT,
            "EMAIL_KAFKA_PASSWORD of EMAIL_SECRETS_DIR cannot be read",
            id="secret file",
        ),
        pytest.param(
            wrong_password,
            SOME,
            WAITS,
            "the login of mailweave-cli by SCRAM-SHA-512; correct EMAIL_KAFKA_USERNAME and EMAIL_KAFKA_PASSWORD",
            id="wrong Kafka password",
        ),
        pytest.param(
            older, ALL, A_PERSON_MUST_ACT, "the database is older than this release (without threader-", id="older"
        ),
        pytest.param(
            newer, SOME, READY, "the database is newer than this release (it has sender-9999-later)", id="newer"
        ),
        pytest.param(
            more_partitions,
            CONSUMERS,
            READY,
            "of partitions than EMAIL_TOPIC_PARTITIONS=3: ",
            id="another number of partitions",
        ),
    ],
)
async def test_each_service_says_it_in_one_line(
    ground: Ground, break_it: Callable[[Ground], Variables], services: tuple[str, ...], code: int, said: str
) -> None:
    if code == READY:
        await apply_topics(CliSettings(**as_fields(ground.variables), _env_file=None))  # type: ignore[arg-type]
    variables = {**ground.variables, **break_it(ground)}
    async with AsyncExitStack() as entered:
        started = {
            name: await entered.enter_async_context(service_process(ground.folder, variables, f"services.{name}"))
            for name in services
        }
        lines = await asyncio.gather(*(process.said(said, deadline_s=20) for process in started.values()))
        if code == A_PERSON_MUST_ACT:
            assert {name: await process.end() for name, process in started.items()} == dict.fromkeys(services, code)
        else:
            await asyncio.gather(*(is_ready(process, wanted=code == READY) for process in started.values()))
        texts = [process.text() for process in started.values()]
    assert [line.count(said) for line in lines] == [1] * len(services)
    assert [text.count(said) for text in texts] == [1] * len(services)
    assert not [
        word for text in texts for word in ("Traceback", "the wrong one", TOKEN, LOGIN_PASSWORD) if word in text
    ]


async def is_ready(process: ServiceProcess, *, wanted: bool) -> None:
    """Returns once /ready says so."""
    url = await process.url()

    async def as_wanted() -> bool:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/ready")).is_success is wanted

    await eventually(as_wanted, deadline_s=40, what=f"ready: {wanted}")
