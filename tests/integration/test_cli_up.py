"""`mailweave up` says everything that is wrong before anything starts; `mailweave init` writes what it needs."""

import base64
import os
import socket
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from dotenv import dotenv_values
from psycopg import sql

from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from services.cli.installation.checks import faults
from services.cli.settings import CliSettings
from shared.service.ports import HOST
from shared.services import SERVICES
from shared.settings import known_names
from tests.harness.database import LOGIN_PASSWORD, empty_database
from tests.integration.test_cli_process import mailweave

NOBODY, PASSWORD = "mailweave_test_nobody", "nobody-s"
GOOD_KEY = base64.b64encode(bytes(range(32))).decode()
GOOD_TOKEN = "a token for the tests"


@pytest.fixture
def environment(stack: Endpoints, database_url: str, tmp_path: Path) -> dict[str, str]:
    """With which everything could start."""
    return {
        "EMAIL_API_TOKEN": GOOD_TOKEN,
        "EMAIL_SECRET_KEY": GOOD_KEY,
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_DATABASE_URL": login_url(database_url, LOGIN_PASSWORD),
        "EMAIL_ADMIN_DATABASE_URL": database_url,
        "EMAIL_BLOB_URL": f"file://{tmp_path}/blobs",
        "EMAIL_API_PORT": "0",
    }


@pytest.fixture
def nobody(stack: Endpoints) -> Iterator[str]:
    """A login without any right."""
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        name = sql.Identifier(NOBODY)
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(PASSWORD)))
        yield NOBODY
        connection.execute(sql.SQL("DROP ROLE {}").format(name))


def found(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, folder: Path, *, migrates: bool = True
) -> list[str]:
    monkeypatch.chdir(folder)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return faults(CliSettings.load(), {}, migrates=migrates)


def as_nobody(database_url: str) -> str:
    place = database_url.rpartition("@")[2]
    return f"postgresql://{NOBODY}:{PASSWORD}@{place}"


def test_there_is_nothing_to_say_where_everything_is_right(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(environment, monkeypatch, tmp_path) == []
    assert found(environment, monkeypatch, tmp_path, migrates=False) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"EMAIL_API_TOKEN": ""}, ["EMAIL_API_TOKEN must have at least 16 characters"], id="no token"),
        pytest.param({"EMAIL_SECRET_KEY": "x"}, ["EMAIL_SECRET_KEY must be 32 random bytes in base64"], id="no key"),
        pytest.param({"EMAIL_BLOB_URL": "ftp://x"}, ["EMAIL_BLOB_URL"], id="no blobs"),
        pytest.param({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, ["Kafka at 127.0.0.1:1 does not answer"], id="no Kafka"),
        pytest.param(
            {"EMAIL_DATABASE_URL": "postgresql://u@127.0.0.1:1/x"}, ["PostgreSQL cannot be reached"], id="no PostgreSQL"
        ),
        pytest.param(
            {"EMAIL_SMTP_IDLE_S": "never", "EMAIL_RETRY_BASE_S": "-1"},
            ["EMAIL_RETRY_BASE_S: ", "EMAIL_SMTP_IDLE_S: "],
            id="two settings of another service",
        ),
    ],
)
def test_what_is_wrong_is_said(
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    expected: list[str],
) -> None:
    said = sorted(found({**environment, **changes}, monkeypatch, tmp_path))
    assert [line.startswith(start) for line, start in zip(said, expected, strict=True)] == [True] * len(expected)


def test_a_login_without_rights_is_told_each_right_that_it_lacks(
    environment: dict[str, str],
    stack: Endpoints,
    nobody: str,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_not = {**environment, "EMAIL_DATABASE_URL": as_nobody(database_url)}
    said = found(may_not, monkeypatch, tmp_path)
    assert [line.rpartition(": ")[2] for line in said] == [f"GRANT mailweave_{each} TO {nobody}" for each in SERVICES]
    assert found(may_not, monkeypatch, tmp_path, migrates=False) == said
    with empty_database(stack.database_url) as url:
        empty = {**environment, "EMAIL_DATABASE_URL": as_nobody(url), "EMAIL_ADMIN_DATABASE_URL": as_nobody(url)}
        said = found(empty, monkeypatch, tmp_path)
        assert [line.partition(". Set")[0] for line in said[:2]] == [
            f"{nobody} may not migrate: it lacks CREATEROLE",
            f"{nobody} may not migrate: it lacks CREATE on the database",
        ]


def test_a_port_that_is_taken_is_named(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        [line] = faults(CliSettings.load(), {"parser": port}, migrates=True)
    assert line.startswith(f"the port {port} of parser (metrics) is taken")


def test_without_migrating_an_older_database_is_a_fault(
    environment: dict[str, str], stack: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_database(stack.database_url) as url:
        older = {**environment, "EMAIL_DATABASE_URL": url, "EMAIL_ADMIN_DATABASE_URL": url}
        [line] = found(older, monkeypatch, tmp_path, migrates=False)
        assert "the database is older than this release" in line
        assert found(older, monkeypatch, tmp_path) == []


def test_up_says_all_of_it_at_once_and_exits_with_2(environment: dict[str, str], tmp_path: Path) -> None:
    wrong = {
        **environment,
        "EMAIL_API_TOKEN": "",
        "EMAIL_SECRET_KEY": "",
        "EMAIL_DATABASE_URL": "postgresql://x@[::1]:1/x",
    }
    code, printed, said = mailweave(tmp_path, "up", environment=wrong)
    assert (code, printed, len(said.splitlines())) == (2, "", 3)
    assert all(line.startswith("mailweave: ") for line in said.splitlines())
    assert not (tmp_path / ".mailweave").exists()


def test_init_writes_a_file_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    code, printed, _ = mailweave(tmp_path, "init")
    assert (code, stat.S_IMODE(env.stat().st_mode)) == (0, 0o600)
    values = dotenv_values(env)
    assert len(base64.b64decode(values["EMAIL_SECRET_KEY"] or "")) == 32
    assert len(values["EMAIL_API_TOKEN"] or "") >= 32
    assert str(values["EMAIL_SECRET_KEY"]) not in printed
    before = env.read_bytes()
    code, _, said = mailweave(tmp_path, "init")
    assert (code, env.read_bytes()) == (2, before)
    assert "is there already" in said


def test_the_file_names_every_setting(tmp_path: Path) -> None:
    mailweave(tmp_path, "init")
    lines = (tmp_path / ".env").read_text().splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if line.lstrip("#").startswith("EMAIL_")}
    assert named == known_names()
    assert mailweave(tmp_path, "parse", os.devnull)[0] == 0
