"""Is the database there, and as this release needs it? Asked on a connection of its own.

The pool's connections may all be in work, and wait long for an answer; whoever asks whether a service is ready waits
for seconds.
"""

import logging
import os

import psycopg
from psycopg import sql

from shared.errors import ConfigurationError, TransientError
from shared.postgres.migrate import file_names
from shared.postgres.sessions import AWAY, NOT_MIGRATED, Connection, answering, session_name
from shared.postgres.unreachable import unreachable
from shared.settings import Settings

LOOK_EVERY_S = 2.0
ANSWER_WITHIN_S = 3
logger = logging.getLogger(__name__)
ANSWERS_WITHIN = "-c statement_timeout=3000"
MISSING = """
SELECT name FROM unnest(%(core)s::text[]) AS name WHERE name NOT IN (SELECT migration_id FROM core._yoyo_migration)
UNION ALL
SELECT name FROM unnest(%(live)s::text[]) AS name WHERE name NOT IN (SELECT migration_id FROM {}._yoyo_migration)
"""
UNKNOWN = """
SELECT migration_id FROM core._yoyo_migration WHERE migration_id <> ALL(%(core)s::text[])
UNION ALL
SELECT migration_id FROM {}._yoyo_migration WHERE migration_id <> ALL(%(live)s::text[])
"""
NO_SUCH_ROLE = (psycopg.errors.InvalidParameterValue, psycopg.errors.UndefinedObject)


class DatabaseWatch:
    """Looks at the database as a service sees it: its login, its role, its schemas."""

    def __init__(self, settings: Settings, service: str) -> None:
        self._url = settings.database_url.get_secret_value()
        self._service = service
        self._missing = sql.SQL(MISSING).format(sql.Identifier(settings.live_schema))
        self._unknown = sql.SQL(UNKNOWN).format(sql.Identifier(settings.live_schema))
        self._newer: list[str] = []
        self._files = {kind: file_names(kind) for kind in ("core", "live")}
        self._connection: Connection | None = None

    async def look(self) -> None:
        """Raises TransientError while it is away, ConfigurationError when it is not as this release needs it."""
        try:
            connection = self._connection or await self._connected()
            self._connection = connection
            missing = [name async for (name,) in await connection.execute(self._missing, self._files)]
            unknown = [name async for (name,) in await connection.execute(self._unknown, self._files)]
        except AWAY as error:
            await self.close()
            raise TransientError(await unreachable(self._url, error)) from error
        except NOT_MIGRATED as error:
            raise ConfigurationError(
                f"the database is not as this release needs it ({error.diag.message_primary}): run `mailweave migrate`"
            ) from error
        if missing:
            raise ConfigurationError(
                f"the database is older than this release (without {', '.join(missing)}): run `mailweave migrate`"
            )

        self._tell_of_newer(unknown)

    def _tell_of_newer(self, unknown: list[str]) -> None:
        """An upgrade migrates first, and those that run meanwhile go on: each says it once."""
        if unknown and unknown != self._newer:
            logger.warning(
                "the database is newer than this release (it has %s): bring %s up to the release that migrated it",
                ", ".join(unknown),
                self._service,
            )
        self._newer = unknown

    async def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _connected(self) -> Connection:
        connection = await answering(ANSWER_WITHIN_S).connect(
            self._url,
            options=ANSWERS_WITHIN,
            application_name=f"{session_name(self._service, os.getpid())} watch",
            connect_timeout=ANSWER_WITHIN_S,
            autocommit=True,
        )
        try:
            await connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(f"mailweave_{self._service}")))
        except NO_SUCH_ROLE as error:
            await connection.close()
            raise ConfigurationError(
                f"the database is empty or older than this release ({error.diag.message_primary}): "
                "run `mailweave migrate`"
            ) from error
        except psycopg.errors.InsufficientPrivilege as error:
            await connection.close()
            raise ConfigurationError(
                f"the login of EMAIL_DATABASE_URL may not become mailweave_{self._service}: as the owner of the "
                f"database, GRANT mailweave_{self._service} TO that login"
            ) from error
        return connection
