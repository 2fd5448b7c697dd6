"""`mailweave migrate`: numbered SQL of every service, applied by yoyo, each file once, in order.

Folder `core/` holds what a replay shares, `live/` what a replay builds anew in a schema of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations

from shared.errors import ConfigurationError
from shared.postgres.sessions import first_line
from shared.services import PROGRAMS

ROOT = Path(__file__).resolve().parent.parent.parent
APPLIED = "SELECT migration_id FROM {}._yoyo_migration ORDER BY applied_at_utc, migration_id"
LET_USE = "GRANT USAGE ON SCHEMA {} TO {}"
LET_SEE_WHAT_WAS_APPLIED = "GRANT SELECT ON {}._yoyo_migration TO {}"


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


def file_names(kind: str) -> list[str]:
    """The names under which this release's migrations are noted in the database once they are applied."""
    return [path.stem for folder in migration_folders(kind) for path in sorted(folder.glob("*.sql"))]


@dataclass(frozen=True, slots=True)
class Difference:
    """The names of migrations: of this release without being in the database, and the other way round."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def difference(url: str, live_schema: str, answer_within_s: int, role: str = "") -> Difference:
    """Between the database and this release, as the owner or a role of the services sees it.

    psycopg's errors are raised.
    """
    missing, unknown = list[str](), list[str]()
    options = f"-c role={role}" if role else ""
    with psycopg.connect(url, autocommit=True, connect_timeout=answer_within_s, options=options) as connection:
        for kind, schema in (("core", "core"), ("live", live_schema)):
            applied: list[str] = []
            with suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                rows = connection.execute(sql.SQL(APPLIED).format(sql.Identifier(schema)))
                applied = [name for (name,) in rows]
            own = file_names(kind)
            missing += [name for name in own if name not in applied]
            unknown += [name for name in applied if name not in own]
    return Difference(tuple(missing), tuple(unknown))


def missing_files(url: str, live_schema: str, answer_within_s: int, role: str = "") -> list[str]:
    """This release's migrations that the database does not have. psycopg's errors are raised."""
    return [*difference(url, live_schema, answer_within_s, role).missing]


def migrate(admin_url: str, live_schema: str = "live") -> list[str]:
    """Brings the database up to this release; returns the names of the files that were applied now."""
    with _one_line_errors():
        return [
            *_apply(admin_url, "core", "core", "core"),
            *_apply(admin_url, live_schema, f"{live_schema},core", "live"),
        ]


def migrate_projections(admin_url: str, schema: str) -> list[str]:
    """The projections alone, in a schema of their own; ConfigurationError where that would need another `core`."""
    with _one_line_errors():
        if waiting := _pending(admin_url, "core", "core"):
            raise ConfigurationError(
                f"the database is older than this release ({', '.join(waiting)}): run `mailweave migrate` first"
            )
        return list(_apply(admin_url, schema, f"{schema},core", "live"))


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        raise ConfigurationError(
            f"PostgreSQL cannot be reached ({first_line(error)}): check EMAIL_DATABASE_URL"
        ) from error


def _apply(admin_url: str, schema: str, search_path: str, kind: str) -> Iterator[str]:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    for folder in migration_folders(kind):
        with _backend(admin_url, search_path) as backend, backend.lock():
            migrations = backend.to_apply(read_migrations(str(folder)))
            backend.apply_migrations(migrations)
            yield from (migration.id for migration in migrations)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for program in PROGRAMS.values():
            for grant in (LET_USE, LET_SEE_WHAT_WAS_APPLIED):
                connection.execute(sql.SQL(grant).format(sql.Identifier(schema), sql.Identifier(program.role)))


def _pending(admin_url: str, search_path: str, kind: str) -> list[str]:
    with _backend(admin_url, search_path) as backend:
        found = [backend.to_apply(read_migrations(str(folder))) for folder in migration_folders(kind)]
    return [migration.id for migrations in found for migration in migrations]


@contextmanager
def _backend(admin_url: str, search_path: str) -> Iterator[Any]:
    backend = get_backend(_yoyo_url(admin_url, search_path))
    try:
        yield backend
    finally:
        backend.connection.close()


def _yoyo_url(admin_url: str, search_path: str) -> str:
    parts = conninfo_to_dict(admin_url) | {"options": f"-c search_path={search_path}"}
    return f"postgresql+psycopg://?{urlencode(parts)}"
