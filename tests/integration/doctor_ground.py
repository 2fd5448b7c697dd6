"""An installation without services for the tests of the doctor, and what can be broken about it."""

import asyncio
import base64
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from deploy.local.login import NAME, login_url
from services.cli.installation.run import as_fields
from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from shared.seal import Vault
from shared.service.ports import HOST
from shared.services import PROGRAMS
from tests.harness.database import LOGIN_PASSWORD, fresh_database
from tests.harness.stack import delete_topics

TOKEN = "a token for the tests"
ACCOUNT = """
INSERT INTO core.account (name, email_address, smtp_server, smtp_port, incoming_server, incoming_port, incoming_use_ssl,
                          smtp_tls, incoming_tls)
VALUES ('Support', 'support@company.test', 'localhost', %s, 'localhost', %s, true, 'none', 'implicit')
RETURNING id, account_key
"""
Variables = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A migrated database with an account, topics, a blob folder: all that the doctor looks at, without services."""

    folder: Path
    stack: Endpoints
    database_url: str
    variables: Variables

    def sql(self, statement: str, *values: object) -> None:
        """As the superuser."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode(), values)

    def topic(self, name: str) -> str:
        """With the prefix."""
        return self.variables["EMAIL_TOPIC_PREFIX"] + name


@contextmanager
def ground_on(stack: Endpoints, template: str, folder: Path) -> Iterator[Ground]:
    """While the block runs."""
    assert stack.greenmail is not None
    prefix = f"t{secrets.token_hex(3)}."
    key = base64.b64encode(os.urandom(32)).decode()
    with fresh_database(stack.database_url, template) as url:
        variables = {
            "EMAIL_API_TOKEN": TOKEN,
            "EMAIL_SECRET_KEY": key,
            "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
            "EMAIL_TOPIC_PREFIX": prefix,
            "EMAIL_TOPIC_PARTITIONS": "1",
            "EMAIL_DATABASE_URL": login_url(url, LOGIN_PASSWORD),
            "EMAIL_BLOB_URL": f"file://{folder}/blobs",
            "EMAIL_DATA_DIR": str(folder),
            "EMAIL_TLS_CA_FILE": stack.greenmail.ca_file,
        }
        (folder / "ports.json").write_text(json.dumps({f"{name}_http": 1 for name in ("poller", "api")}))
        asyncio.run(apply_topics(CliSettings(**as_fields(variables), _env_file=None)))  # type: ignore[arg-type]
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(ACCOUNT, (stack.greenmail.smtp, stack.greenmail.imaps)).fetchone()
            assert row is not None
            sealed = Vault(SecretStr(key)).wrap("a password", f"{row[1]}/incoming")
            connection.execute(
                "INSERT INTO core.account_secret (account_id, incoming_password) VALUES (%s, %s)", (row[0], sealed)
            )
        yield Ground(folder, stack, url, variables)
        asyncio.run(delete_topics(stack.kafka_servers, prefix))


Break = Callable[[Ground], AbstractContextManager[Variables]]


def setting(**changes: str) -> Break:
    return lambda _ground: nullcontext({f"EMAIL_{name.upper()}": value for name, value in changes.items()})


def statement(broken: str, mended: str) -> Break:
    @contextmanager
    def in_between(ground: Ground) -> Iterator[Variables]:
        ground.sql(broken)
        try:
            yield {}
        finally:
            ground.sql(mended)

    return in_between


@contextmanager
def other_password(ground: Ground) -> Iterator[Variables]:
    yield {"EMAIL_DATABASE_URL": login_url(ground.database_url, "wrong")}


@contextmanager
def a_login_without_the_parser(ground: Ground) -> Iterator[Variables]:
    """One of its own: the suite's is the whole server's."""
    name = f"t_{secrets.token_hex(3)}"
    ground.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{LOGIN_PASSWORD}'")
    roles = ", ".join(each.role for each in PROGRAMS.values() if each.name != "parser")
    ground.sql(f"GRANT {roles} TO {name}")
    yield {"EMAIL_DATABASE_URL": ground.variables["EMAIL_DATABASE_URL"].replace(NAME, name)}
    ground.sql(f"DROP ROLE {name}")


@contextmanager
def a_topic_less(ground: Ground) -> Iterator[Variables]:
    asyncio.run(delete_topics(ground.stack.kafka_servers, ground.topic("ruled.dlq")))
    yield {}
    asyncio.run(apply_topics(CliSettings(**as_fields(ground.variables), _env_file=None)))  # type: ignore[arg-type]


@contextmanager
def a_short_retention(ground: Ground) -> Iterator[Variables]:
    asyncio.run(configured(ground, "raw.fetched", {"retention.ms": "1000"}))
    yield {}
    asyncio.run(apply_topics(CliSettings(**as_fields(ground.variables), _env_file=None)))  # type: ignore[arg-type]


@contextmanager
def compacted(ground: Ground) -> Iterator[Variables]:
    asyncio.run(configured(ground, "parsed", {"cleanup.policy": "compact"}))
    yield {}
    asyncio.run(apply_topics(CliSettings(**as_fields(ground.variables), _env_file=None)))  # type: ignore[arg-type]


async def configured(ground: Ground, topic: str, configs: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=ground.stack.kafka_servers)
    await admin.start()
    try:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, ground.topic(topic), configs)])
    finally:
        await admin.close()


@contextmanager
def an_open_secret(ground: Ground) -> Iterator[Variables]:
    folder = ground.folder / "secrets"
    folder.mkdir(exist_ok=True)
    path = folder / "EMAIL_VAULT_TOKEN"
    path.write_text("a token")
    path.chmod(0o644)
    yield {"EMAIL_SECRETS_DIR": str(folder)}
    path.unlink()


@contextmanager
def an_unreadable_secret(ground: Ground) -> Iterator[Variables]:
    """A folder in its place: root may read every file."""
    folder = ground.folder / "no-secrets"
    (folder / "EMAIL_VAULT_TOKEN").mkdir(parents=True)
    yield {"EMAIL_SECRETS_DIR": str(folder)}


@contextmanager
def a_full_folder(ground: Ground) -> Iterator[Variables]:
    """A file where a folder must be; volumes that are full or read-only are in test_bad_volumes.py."""
    (ground.folder / "a-file").write_text("")
    yield {"EMAIL_BLOB_URL": f"file://{ground.folder}/a-file/blobs"}


@contextmanager
def a_silent_mail_server(ground: Ground) -> Iterator[Variables]:
    with socket.create_server((HOST, 0)) as listener:
        ground.sql("UPDATE core.account SET smtp_port = %s", listener.getsockname()[1])
        yield {}
    assert ground.stack.greenmail is not None
    ground.sql("UPDATE core.account SET smtp_port = %s", ground.stack.greenmail.smtp)
