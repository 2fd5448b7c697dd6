"""`mailweave doctor` on real parts: nothing to say where all is well, and for each thing that is broken its line."""

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
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from deploy.local.login import NAME, login_url
from services.cli.doctor.command import COLUMNS
from services.cli.doctor.examine import ORDER, examine
from services.cli.doctor.finding import Finding, State
from services.cli.installation.run import as_fields
from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from shared.seal import Vault
from shared.service.ports import HOST
from shared.services import PROGRAMS
from tests.harness.database import LOGIN_PASSWORD, fresh_database
from tests.harness.stack import delete_topics
from tests.integration.test_cli_process import mailweave

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


@pytest.fixture(scope="module")
def ground(stack: Endpoints, database_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    assert stack.greenmail is not None
    folder, prefix = tmp_path_factory.mktemp("doctor"), f"t{secrets.token_hex(3)}."
    key = base64.b64encode(os.urandom(32)).decode()
    with fresh_database(stack.database_url, database_template) as url:
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


def findings(ground: Ground, monkeypatch: pytest.MonkeyPatch, changes: Variables) -> list[Finding]:
    monkeypatch.chdir(ground.folder)
    for name, value in {**ground.variables, **changes}.items():
        monkeypatch.setenv(name, value)
    return asyncio.run(examine())


def test_where_all_is_well_there_is_a_line_for_each_check(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(ground, monkeypatch, {})
    assert [finding.check for finding in found] == ORDER
    expected = dict.fromkeys(ORDER, State.OK) | {"mail servers": State.WARNING, "services": State.SKIPPED}
    assert {finding.check: finding.state for finding in found} == expected, found
    seen = {finding.check: finding.seen for finding in found}
    assert seen["keys"] == "opened: a login"
    assert seen["mail servers"] == "2 of 2 answer, with TLS as their accounts have it; 1 without TLS"
    assert seen["acls"] == "Kafka has no authorizer: who reaches it may do everything"
    assert not list((ground.folder / "blobs").rglob("*-*")), "what was put into the blob store is gone again"


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


OTHER_KEY = base64.b64encode(bytes(32)).decode()
LAST = "(SELECT max(migration_id) FROM core._yoyo_migration WHERE starts_with(migration_id, 'sender'))"
AWAY = "not looked at: the database is not reachable"


@pytest.mark.parametrize(
    ("break_it", "check", "state", "seen", "step"),
    [
        pytest.param(setting(api_tokn="x"), "settings", "problem", "EMAIL_API_TOKN is not a", "did you", id="setting"),
        pytest.param(setting(api_token=""), "settings", "problem", "EMAIL_API_TOKEN", "openssl rand", id="no token"),
        pytest.param(
            setting(lease_ttl_s="x"), "settings", "problem", "EMAIL_LEASE_TTL_S", "correct it", id="no number"
        ),
        pytest.param(an_open_secret, "secret files", "warning", "can be read by everybody", "chmod o-rwx", id="mode"),
        pytest.param(
            an_unreadable_secret, "settings", "problem", "EMAIL_VAULT_TOKEN of EMAIL_SECRETS_DIR", "", id="unreadable"
        ),
        pytest.param(
            setting(database_url="postgresql://127.0.0.1:1/x"),
            "database",
            "problem",
            "Connection refused",
            "is it up, and EMAIL_DATABASE_URL right?",
            id="no database",
        ),
        pytest.param(
            other_password,
            "database",
            "problem",
            "password authentication failed",
            "in EMAIL_DATABASE_URL",
            id="password",
        ),
        pytest.param(
            a_login_without_the_parser,
            "roles",
            "problem",
            "may not become mailweave_parser",
            "GRANT mailweave_parser TO",
            id="role",
        ),
        pytest.param(
            statement(
                f"UPDATE core._yoyo_migration SET migration_id = 'x' || migration_id WHERE migration_id = {LAST}",
                "UPDATE core._yoyo_migration SET migration_id = ltrim(migration_id, 'x') WHERE migration_id ~ '^x'",
            ),
            "migrations",
            "problem",
            "the database is older than this release: without sender-",
            "run `mailweave migrate`",
            id="older",
        ),
        pytest.param(
            statement(
                "INSERT INTO core._yoyo_migration VALUES ('h', 'sender-9999-later', now())",
                "DELETE FROM core._yoyo_migration WHERE migration_id = 'sender-9999-later'",
            ),
            "migrations",
            "warning",
            "the database is newer than this release: it has sender-9999-later",
            "bring Mailweave up",
            id="newer",
        ),
        pytest.param(
            setting(secret_key=OTHER_KEY),
            "keys",
            "problem",
            "a login does not open",
            "put that key back",
            id="other key",
        ),
        pytest.param(setting(secret_key="x"), "keys", "problem", "32 random bytes", "openssl rand", id="no key"),
        pytest.param(
            setting(kafka_servers="127.0.0.1:1"),
            "kafka",
            "problem",
            "does not answer",
            "EMAIL_KAFKA_SERVERS",
            id="no Kafka",
        ),
        pytest.param(a_topic_less, "topics", "problem", "1 of 30 are missing: ", "mailweave topics apply", id="topic"),
        pytest.param(
            setting(topic_partitions="7"),
            "topics",
            "warning",
            "30 have another number of partitions than EMAIL_TOPIC_PARTITIONS=7",
            "set EMAIL_TOPIC_PARTITIONS to what is there",
            id="partitions",
        ),
        pytest.param(
            a_short_retention,
            "topics",
            "warning",
            "retention.ms is 1000, not 31536000000",
            "topics apply",
            id="retention",
        ),
        pytest.param(
            compacted, "topics", "problem", "cleanup.policy is compact, not delete", "topics apply", id="compacted"
        ),
        pytest.param(a_full_folder, "blob store", "problem", "Not a directory", "EMAIL_BLOB_URL", id="blobs"),
        pytest.param(
            a_silent_mail_server,
            "mail servers",
            "problem",
            "of support@company.test: no answer within 5 s",
            "smtp_server",
            id="silent mail server",
        ),
        pytest.param(
            statement(
                "UPDATE core.account SET incoming_server = '127.0.0.2'",
                "UPDATE core.account SET incoming_server = 'localhost'",
            ),
            "mail servers",
            "problem",
            "127.0.0.2",
            "incoming_server",
            id="mail server's name",
        ),
    ],
)
def test_what_is_broken_has_its_line(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, break_it: Break, check: str, state: str, seen: str, step: str
) -> None:
    with break_it(ground) as changes:
        found = findings(ground, monkeypatch, changes)
    lines = [each for each in found if each.check == check and seen in each.seen and step in each.next_step]
    assert [line.state for line in lines] == [State(state)], found
    problems = [each.check for each in found if each.state is State.PROBLEM]
    assert problems == ([check] if state == "problem" else []), found


def test_what_depends_on_the_database_is_not_looked_at(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(ground, monkeypatch, {"EMAIL_DATABASE_URL": "postgresql://127.0.0.1:1/x"})
    skipped = {finding.check: finding.seen for finding in found if finding.state is State.SKIPPED}
    assert skipped.pop("services").startswith("not looked at: none answers on 127.0.0.1")
    assert skipped == dict.fromkeys(("roles", "migrations", "keys", "clock", "mail servers"), AWAY)


@pytest.mark.parametrize(
    ("changes", "code"), [({}, 0), ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, 1)], ids=["well", "no Kafka"]
)
def test_the_command_tells_by_its_exit_code_and_prints_no_secret(ground: Ground, changes: Variables, code: int) -> None:
    environment = {**ground.variables, **changes}
    ended, printed, complaint = mailweave(ground.folder, "doctor", "--format", "json", environment=environment)
    assert ended == code, complaint
    assert {tuple(line) for line in json.loads(printed)} == {tuple(COLUMNS.values())}
    hidden = [TOKEN, LOGIN_PASSWORD, ground.variables["EMAIL_SECRET_KEY"], "a password"]
    assert [word for word in hidden if word in printed + complaint] == []
