"""What `mailweave keys` does, on the database, as its owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.cli.options import OutputFormat
from services.cli.output.show import show_list
from services.cli.settings import CliSettings
from services.cli.terminal import say
from shared.errors import ConfigurationError
from shared.key_ring import KeyRing
from shared.postgres.sessions import first_line
from shared.rotation import KeyUse, rotate, uses

COLUMNS = {"key": "key_id", "is": "standing", "mails": "mails", "logins": "logins"}
NAMELESS = "(none)"


def show_keys(output: OutputFormat) -> None:
    """Prints which key has wrapped how much, and what to do next."""
    settings = CliSettings.load()
    ring = KeyRing(settings.secret_key)
    with _database(settings) as connection:
        used = {each.key_id: each for each in uses(connection)}
    rows = [_row(ring, used.pop(key_id, KeyUse(key_id, 0, 0))) for key_id in ring.ids]
    rows += [_row(ring, each) for each in used.values()]
    show_list(rows, COLUMNS, output, empty="there is no key", below=_advice(ring, rows))


def wrap_anew() -> None:
    """Rotates, with a bar that says how far it is."""
    settings = CliSettings.load()
    ring = KeyRing(settings.secret_key)
    with _database(settings) as connection:
        total = sum(each.mails + each.logins for each in uses(connection) if each.key_id != ring.ids[0])
        if not total:
            say(f"everything is wrapped by key {ring.ids[0]} already")
            return
        done = _followed(rotate(connection, ring), total)
    say(f"{done} wrapped anew by key {ring.ids[0]}; see `mailweave keys list`")


def _followed(batches: Iterator[int], total: int) -> int:
    done = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("keys and logins", total=total)
        for count in batches:
            done += count
            bar.update(task, completed=done)
    return done


def _row(ring: KeyRing, use: KeyUse) -> dict[str, Any]:
    ids = ring.ids
    standing = "wraps" if use.key_id == ids[0] else "opens" if use.key_id in ids or not use.key_id else "missing"
    return {"key_id": use.key_id or NAMELESS, "standing": standing, "mails": use.mails, "logins": use.logins}


def _advice(ring: KeyRing, rows: list[dict[str, Any]]) -> Iterator[str]:
    if any(row["standing"] == "missing" for row in rows):
        yield "what a missing key has wrapped cannot be read: add that key to EMAIL_SECRET_KEY"
    if any(row["standing"] == "opens" and row["mails"] + row["logins"] for row in rows):
        yield f"`mailweave keys rotate` wraps all of it by key {ring.ids[0]}"
    for row in rows:
        if row["standing"] == "opens" and row["key_id"] != NAMELESS and not row["mails"] + row["logins"]:
            yield f"key {row['key_id']} has wrapped nothing: it may be removed from EMAIL_SECRET_KEY"


@contextmanager
def _database(settings: CliSettings) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    options = "-c search_path=core -c lock_timeout=10s"
    try:
        with psycopg.connect(settings.migration_url, options=options, autocommit=True) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise ConfigurationError(
            f"PostgreSQL cannot be reached ({first_line(error)}): check EMAIL_DATABASE_URL"
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            f"{first_line(error)}: set EMAIL_ADMIN_DATABASE_URL to the database's owner"
        ) from error
    except psycopg.errors.UndefinedTable as error:
        raise ConfigurationError("the database is older than this release: run `mailweave migrate`") from error
