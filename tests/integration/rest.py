"""The real REST service on the real stack, and what its tests do to it."""

import asyncio
import base64
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import psycopg
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from services.api.app import build
from services.api.settings import ApiSettings
from services.cli.installation.topics import apply_topics
from shared.events.topics import Topic, TopicNames
from shared.kafka.decode import RawRecord
from shared.service.lifecycle import Build
from shared.settings import Settings
from tests.harness.kafka import read_all
from tests.harness.service import running
from tests.harness.stack import delete_topics
from tests.harness.wait import eventually_sync

TOKEN = "token-of-the-test-suite"
SECRET_KEY = base64.b64encode(bytes(range(32))).decode()
ACCOUNT: Mapping[str, object] = {
    "name": "Customer Support",
    "email_address": "support@company.test",
    "account_type": "shared",
    "department": "Customer Service",
    "smtp_server": "smtp.company.test",
    "smtp_port": 587,
    "smtp_use_tls": True,
    "smtp_username": "support@company.test",
    "smtp_password": "smtp-Secret-1",
    "incoming_protocol": "imap",
    "incoming_server": "imap.company.test",
    "incoming_port": 993,
    "incoming_use_ssl": True,
    "incoming_username": "support@company.test",
    "incoming_password": "incoming-Secret-2",
    "auto_polling_enabled": True,
    "poll_frequency": 300,
    "max_emails_per_poll": 50,
}
"""The specification's example."""
EMPTY_WHAT_HAS_ROWS = """
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                WHERE schemaname IN ('core', 'live') AND tablename !~ 'yoyo' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO has_rows;
        -- A refused insert leaves no row, but moves the numbering on.
        IF has_rows OR name IN ('core.account', 'core.rule', 'core.template') THEN
            EXECUTE 'TRUNCATE ' || name || ' RESTART IDENTITY CASCADE';
        END IF;
    END LOOP;
END $$
"""
EMPTYING_ATTEMPTS = 5
Document = dict[str, Any]


@dataclass(slots=True)
class RunningApi:
    """REST as a caller sees it, and its database as the superuser sees it."""

    settings: ApiSettings
    client: httpx.Client
    database_url: str
    began_ms: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.api_port}"

    def get(self, path: str, status: int = 200) -> Document:
        """The answer, which must have this status; `path` may also be one that REST gave."""
        return _checked(self.client.get(path.removeprefix("/api/email")), status)

    def post(self, path: str, document: object, status: int, **headers: str) -> Document:
        """The same for something that is asked for."""
        return _checked(
            self.client.post(
                path, content=json.dumps(document), headers={"Content-Type": "application/json", **headers}
            ),
            status,
        )

    def add_account(self, **changes: object) -> Document:
        """An account of the specification's kind."""
        return self.post("/accounts/", {**ACCOUNT, **changes}, 201)

    def records(self, topic: Topic) -> list[RawRecord]:
        """All that was published to the topic since the test began."""
        name = TopicNames(self.settings.topic_prefix).of(topic)
        found = asyncio.run(read_all(self.settings.kafka_servers, name))
        return [record for record in found if record.timestamp >= self.began_ms]

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """As the superuser; gives the rows, if any."""
        options = "-c search_path=live,core"
        with psycopg.connect(self.database_url, autocommit=True, options=options) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def begin(self) -> None:
        """A test begins: no rows, and no records that `records` would show."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            for _ in range(EMPTYING_ATTEMPTS):
                # The api looks through all tables once a minute; who meets it half-way is told to try again.
                with suppress(psycopg.errors.DeadlockDetected):
                    connection.execute(EMPTY_WHAT_HAS_ROWS)
                    break
        self.began_ms = time.time_ns() // 1_000_000

    @property
    def environment(self) -> dict[str, str]:
        """What a command line needs to use this service."""
        return {
            "EMAIL_API_URL": self.url,
            "EMAIL_API_TOKEN": TOKEN,
            "EMAIL_KAFKA_SERVERS": self.settings.kafka_servers,
            "EMAIL_DATABASE_URL": self.database_url,
            "EMAIL_TOPIC_PREFIX": self.settings.topic_prefix,
            "EMAIL_TOPIC_PARTITIONS": "1",
        }


@contextmanager
def running_api(stack: Endpoints, database_url: str, prefix: str) -> Iterator[RunningApi]:
    """The service with its topics while the block runs, in a thread with an event loop of its own."""
    blobs = TemporaryDirectory(prefix="mailweave-blobs-")
    settings = ApiSettings(
        kafka_servers=stack.kafka_servers,
        blob_url=f"file://{blobs.name}",
        database_url=SecretStr(database_url),
        topic_prefix=prefix,
        topic_partitions=1,
        secret_key=SecretStr(SECRET_KEY),
        api_token=SecretStr(TOKEN),
        api_port=free_port(),
        secret_files_dir=Path("/run/mail"),
        vault_paths="secret/mailweave",
        discovery_asks_outside=False,  # what others say of a domain is asked of servers of the tests' own
    )
    asyncio.run(apply_topics(settings))
    with (
        blobs,
        _in_a_thread(settings),
        httpx.Client(
            base_url=f"http://127.0.0.1:{settings.api_port}/api/email",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=20,
            trust_env=False,
        ) as client,
    ):
        eventually_sync(lambda: _answers(client), what="an answer of REST")
        yield RunningApi(settings, client, database_url)
    asyncio.run(delete_topics(stack.kafka_servers, prefix))


@contextmanager
def _in_a_thread(settings: ApiSettings) -> Iterator[None]:
    stopping = threading.Event()

    async def serve() -> None:
        async with running(cast("Build[Settings]", build), settings, service="api"):
            await asyncio.to_thread(stopping.wait)

    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(asyncio.run, serve())
        try:
            yield
        finally:
            stopping.set()
            served.result(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/openapi.json").is_success
    except httpx.TransportError:
        return False


def _checked(answer: httpx.Response, status: int) -> Document:
    assert answer.status_code == status, answer.text
    document: Document = answer.json()
    return document
