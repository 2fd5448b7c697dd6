"""`mailweave migrate`: numbered SQL of every service, applied by yoyo, each file once, in order.

Folder `core/` holds what a replay shares, `live/` what a replay builds anew in a schema of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from yoyo import get_backend, read_migrations

from shared.db import first_line
from shared.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("poller", "parser", "threader", "rules", "sender", "api", "cli")


def migration_folders(kind: str) -> list[Path]:
    """The folders `core` or `live` of all owners, `shared` first because it makes the roles."""
    return [
        folder
        for folder in (
            ROOT / "shared" / "migrations" / kind,
            *sorted((ROOT / "services").glob(f"*/migrations/{kind}")),
        )
        if folder.is_dir()
    ]


def migrate(admin_url: str, live_schema: str = "live") -> list[str]:
    """Brings the database up to this release; returns the names of the files that were applied now."""
    try:
        applied = [*_apply(admin_url, "core", "core"), *_apply(admin_url, live_schema, f"{live_schema},core", "live")]
    except psycopg.OperationalError as error:
        raise ConfigurationError(
            f"PostgreSQL cannot be reached ({first_line(error)}): check EMAIL_DATABASE_URL"
        ) from error
    return applied


def _apply(admin_url: str, schema: str, search_path: str, kind: str = "core") -> Iterator[str]:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    for folder in migration_folders(kind):
        yield from _apply_folder(_yoyo_url(admin_url, search_path), folder)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in ROLES:
            connection.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(
                    sql.Identifier(schema), sql.Identifier(f"mailweave_{role}")
                )
            )


def _apply_folder(url: str, folder: Path) -> Iterator[str]:
    backend = get_backend(url)
    try:
        with backend.lock():
            pending = backend.to_apply(read_migrations(str(folder)))
            backend.apply_migrations(pending)
    finally:
        backend.connection.close()
    yield from (migration.id for migration in pending)


def _yoyo_url(admin_url: str, search_path: str) -> str:
    separator = "&" if "?" in admin_url else "?"
    scheme, rest = admin_url.split("://", 1)
    return f"{scheme.split('+')[0]}+psycopg://{rest}{separator}options={quote(f'-c search_path={search_path}')}"
