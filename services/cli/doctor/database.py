"""PostgreSQL: reachable, new enough, safely joined, migrated by this release; roles and clock."""

import asyncio
import time
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from services.cli.doctor.finding import Check, Finding
from services.cli.installation.checks import role_faults
from services.cli.settings import CliSettings
from shared.postgres.migrate import difference
from shared.postgres.sessions import AWAY, Connection, answering
from shared.postgres.unreachable import SETTING, why_unreachable
from shared.services import PROGRAMS

DATABASE = Check("database")
ROLES = Check("roles")
MIGRATIONS = Check("migrations")
CLOCK = Check("clock")
ANSWER_WITHIN_S = 5
LIMITS_TRANSACTIONS_FROM = 170_000
SHOWN = 3
NOTABLE_SKEW_S = 2.0
BAD_SKEW_S = 60.0
LOCAL = ("", "localhost", "127.0.0.1", "::1")
OPTIONS = f"-c statement_timeout={ANSWER_WITHIN_S}000"
CLI = PROGRAMS["cli"].role


@dataclass(frozen=True, slots=True)
class Unreachable(Exception):
    """The database lets nobody in; `finding` says why."""

    finding: Finding


async def connected(settings: CliSettings) -> Connection:
    """As the services' login. Raises Unreachable."""
    url = settings.database_url.get_secret_value()
    try:
        return await answering(ANSWER_WITHIN_S).connect(
            url,
            options=OPTIONS,
            connect_timeout=ANSWER_WITHIN_S,
            application_name="mailweave doctor",
            autocommit=True,
        )
    except AWAY as error:
        said, step = await why_unreachable(url, error)
        raise Unreachable(DATABASE.problem(said, step or f"is it up, and {SETTING} right?")) from error


async def server(connection: Connection) -> Finding:
    """Its version, and how it is joined."""
    info = connection.info
    parts = conninfo_to_dict(info.dsn)
    tls = "TLS" if connection.pgconn.ssl_in_use else "no TLS"
    version = info.parameter_status("server_version") or str(info.server_version)
    seen = f"PostgreSQL {version.split()[0]} at {info.host}:{info.port}, {tls}, as {info.user}"
    if info.server_version < LIMITS_TRANSACTIONS_FROM:
        return DATABASE.warning(
            f"{seen}: before 17 it has no transaction_timeout, so that a stopped process may keep its locks",
            "upgrade PostgreSQL to 17 or later",
        )
    if not (info.host in LOCAL or info.host.startswith("/")) and parts.get("sslmode") != "verify-full":
        return DATABASE.warning(
            f"{seen}: nothing proves that it is the right server",
            f"set sslmode=verify-full and sslrootcert= in {SETTING}",
        )
    return DATABASE.ok(seen)


async def roles(settings: CliSettings) -> list[Finding]:
    """Whether the services' login may take the role of each service."""
    faults = await asyncio.to_thread(role_faults, settings)
    found = [ROLES.problem(seen, step) for seen, _, step in (fault.rpartition(": ") for fault in faults)]
    return found or [ROLES.ok("the login may become each service's role")]


async def migrations(settings: CliSettings) -> Finding:
    """Whether the database is of this release. As the command line's role, so the roles must be there."""
    url, schema = settings.database_url.get_secret_value(), settings.live_schema
    found = await asyncio.to_thread(difference, url, schema, ANSWER_WITHIN_S, CLI)
    if found.missing:
        return MIGRATIONS.problem(
            f"the database is older than this release: without {_some(found.missing)}", "run `mailweave migrate`"
        )
    if found.unknown:
        return MIGRATIONS.warning(
            f"the database is newer than this release: it has {_some(found.unknown)}",
            "bring Mailweave up to the release that migrated it",
        )
    return MIGRATIONS.ok("the database is as this release needs it")


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


async def clock(connection: Connection) -> Finding:
    """This machine's against the database's; what Kafka's is, no request tells."""
    asked_at = time.time()
    row = await (await connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8")).fetchone()
    answered_at = time.time()
    ahead_s = (asked_at + answered_at) / 2 - (row[0] if row else 0.0)
    seen = f"{abs(ahead_s):.1f} s {'ahead of' if ahead_s > 0 else 'behind'} the database's"
    step = "set the clocks of both machines by NTP"
    if abs(ahead_s) > BAD_SKEW_S:
        return CLOCK.problem(f"{seen}: tokens and dates will be refused", step)
    return CLOCK.warning(seen, step) if abs(ahead_s) > NOTABLE_SKEW_S else CLOCK.ok(seen)


async def as_role(connection: Connection, role: str) -> None:
    """What follows is asked as this role. psycopg's errors are raised."""
    await connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))


REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
