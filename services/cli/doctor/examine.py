"""All checks, those at the same time that do not depend on each other, each with an end."""

import asyncio
from collections.abc import Awaitable, Sequence
from itertools import chain

from services.cli.doctor import blob_store, database, kafka, keys, mail_servers, services
from services.cli.doctor import settings as configuration
from services.cli.doctor.acls import ACLS
from services.cli.doctor.blob_store import BLOBS, DISK
from services.cli.doctor.database import CLOCK, DATABASE, MIGRATIONS, ROLES, Unreachable
from services.cli.doctor.finding import Check, Finding, State
from services.cli.doctor.kafka import KAFKA, TOPICS
from services.cli.doctor.keys import KEYS
from services.cli.doctor.mail_servers import SERVERS
from services.cli.doctor.services import RUNNING
from services.cli.settings import CliSettings
from shared.postgres.sessions import AWAY, Connection, first_line

MOST_S = 25.0
ORDER = [
    *(each.name for each in (configuration.SETTINGS, configuration.FILES, DATABASE, ROLES, MIGRATIONS, KEYS, CLOCK)),
    *(each.name for each in (KAFKA, TOPICS, ACLS, BLOBS, DISK, SERVERS, RUNNING)),
]


async def examine() -> list[Finding]:
    """What was found, in the order in which one would mend it. Takes half a minute at most."""
    settings, found = configuration.read()
    if settings is None:
        others = [Check(name) for name in ORDER[1:]]
        return [*found, *(each.skipped("the settings cannot be read") for each in others)]
    parts = await asyncio.gather(
        _ended(configuration.FILES, asyncio.to_thread(configuration.files, settings)),
        _ended(DATABASE, _database(settings)),
        _ended(KAFKA, kafka.look(settings)),
        _ended(BLOBS, blob_store.look(settings)),
        _ended(DISK, asyncio.to_thread(blob_store.room, settings)),
        _ended(RUNNING, asyncio.to_thread(services.look, settings)),
    )
    return sorted(chain(found, *parts), key=lambda finding: ORDER.index(finding.check))


async def _ended(check: Check, looking: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(MOST_S):
            return await looking
    except TimeoutError:
        return [check.problem(f"no answer within {MOST_S:.0f} s", "see whether it is up and the way to it open")]


async def _database(settings: CliSettings) -> list[Finding]:
    try:
        connection = await database.connected(settings)
    except Unreachable as away:
        why = "the database is not reachable"
        return [away.finding, *(each.skipped(why) for each in (ROLES, MIGRATIONS, KEYS, CLOCK, SERVERS))]
    async with connection:
        found = [await database.server(connection), await database.clock(connection)]
        try:
            return [*found, *await _within(settings, connection)]
        except AWAY as error:
            return [*found, DATABASE.problem(f"it went while it was looked at: {first_line(error)}", "ask again")]


async def _within(settings: CliSettings, connection: Connection) -> list[Finding]:
    """What depends on roles, and what depends on tables."""
    roles = await database.roles(settings)
    if _is_broken(roles):
        return [*roles, *(each.skipped("roles are missing") for each in (MIGRATIONS, KEYS, SERVERS))]
    migrations = await database.migrations(settings)
    try:
        sealed = await keys.look(settings, connection)
        servers = await mail_servers.look(settings, connection)
    except database.REFUSED as error:
        why = f"the tables are not as this release needs them ({first_line(error)})"
        return [*roles, migrations, KEYS.skipped(why), SERVERS.skipped(why)]
    return [*roles, migrations, sealed, *servers]


def _is_broken(findings: Sequence[Finding]) -> bool:
    return any(finding.state is State.PROBLEM for finding in findings)
