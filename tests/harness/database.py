"""A fresh, migrated database per test, copied from a template that is made once per set of migrations."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from deploy.local.login import login_url
from shared.postgres.login import create_login

LOGIN_PASSWORD = "login-of-the-test-suite"
ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"
ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('mailweave test template'))"


def template_database(admin_url: str) -> str:
    """The name of the migrated template for the migrations as they are now; makes it when it is missing.

    The login that services connect with is there afterwards, too.
    """
    name = f"mailweave_template_{_migrations_hash()}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(ONE_AT_A_TIME)  # several runs may share one stack
        if connection.execute(TEMPLATE_EXISTS, [name]).fetchone() is None:
            _make_template(connection, admin_url, name)
        create_login(admin_url, login_url(admin_url, LOGIN_PASSWORD))  # here, since a login is the whole server's
    return name


def empty_database(admin_url: str) -> AbstractContextManager[str]:
    """The superuser's URL of a database without a table, which is dropped at the end."""
    return fresh_database(admin_url, "template1")


@contextmanager
def fresh_database(admin_url: str, template: str) -> Iterator[str]:
    """The superuser's URL of a copy of `template`, which is dropped at the end."""
    name = f"t_{secrets.token_hex(6)}"
    _execute(admin_url, _create(name, template))
    try:
        yield _with_database(admin_url, name)
    finally:
        _execute(admin_url, _drop(name))


def _make_template(connection: psycopg.Connection, admin_url: str, name: str) -> None:
    from shared.postgres.migrate import migrate

    unfinished = f"{name}_new"
    connection.execute(_drop(unfinished))
    connection.execute(_create(unfinished, "template1"))
    migrate(_with_database(admin_url, unfinished))
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))


def _execute(admin_url: str, statement: sql.Composed) -> None:
    """On a connection of its own: a server that was killed meanwhile took the earlier ones with it."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(statement)


def _create(name: str, template: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _migrations_hash() -> str:
    migrations = [*ROOT.glob("shared/migrations/**/*.sql"), *ROOT.glob("services/*/migrations/**/*.sql")]
    digest = hashlib.sha256()
    for path in [ROOT / "shared" / "postgres" / "migrate.py", *sorted(migrations)]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
