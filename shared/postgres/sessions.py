"""Connections to PostgreSQL: one role a service, two schemas by search_path, timeouts on every session."""

import os
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from shared.errors import ConfigurationError, TransientError
from shared.settings import Settings

T = TypeVar("T")
Connection = AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]
WAIT_FOR_CONNECTION_S = CONNECT_WITHIN_S = 10
# A transaction that stands still keeps its locks from all others.
MOST_IDLE_S = 10.0
PATIENCE = 2.0
"""So many times what a statement may take, a transaction may last and the server be silent."""
# An attempt to connect holds a slot of the pool and waits twice as long each time: after minutes without a database
# all slots would wait for minutes more. Given up this soon, the next caller tries at once.
RECONNECT_WITHIN_S = 4.0
# All others look rows up by key. A plan that was made while a table was small would read it from end to end, again and
# again while a burst fills it: statistics follow a minute later. Where a table cannot be read otherwise, PostgreSQL up
# to 17 calls that so dear that it would compile the statement.
READ_WHOLE_TABLES = frozenset({"api", "cli"})
BY_KEY = ("enable_seqscan=off", "jit=off")
# What psycopg raises when the session is over; of a transaction that stood still for too long it says InternalError.
AWAY = (
    *(psycopg.OperationalError, psycopg.InterfaceError),
    *(psycopg.errors.IdleInTransactionSessionTimeout, psycopg.errors.TransactionTimeout),
)
# PostgreSQL counts a transaction as idle only between two commands: a process that is stopped within one (while it
# sends a statement, or in a pipeline) would keep its locks for ever. From PostgreSQL 17 on there is a limit for that.
LIMIT_TRANSACTIONS = """
SELECT set_config(name, %s, false) FROM pg_settings WHERE name = 'transaction_timeout'
"""
NOT_MIGRATED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InvalidSchemaName,
)


def session_options(service: str, live_schema: str, timeout_s: float) -> str:
    """libpq `options` of a service's sessions (DESIGN §1: roles, schemas, timeouts)."""
    waits_s = min(timeout_s, MOST_IDLE_S)
    return " ".join(
        f"-c {setting}"
        for setting in (
            f"role=mailweave_{service}",
            f"search_path={live_schema},core",
            f"idle_in_transaction_session_timeout={waits_s * 1000:.0f}",
            f"lock_timeout={waits_s * 1000:.0f}",
            f"statement_timeout={timeout_s * 1000:.0f}",
            "timezone=UTC",
            *(() if service in READ_WHOLE_TABLES else BY_KEY),
        )
    )


def session_name(service: str, process_id: int) -> str:
    """What pg_stat_activity calls the sessions of a process."""
    return f"mailweave_{service} {process_id}"


def answering(within_s: float) -> type[Connection]:
    """Connections whose server must answer within this time: where a network swallows everything, no error comes."""

    class Answering(AsyncConnection[TupleRow]):
        async def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:  # noqa: ASYNC109
            try:
                return await super().wait(gen, interval, within_s if timeout is None else timeout)
            except psycopg.OperationalError as error:
                if timeout is not None or error.sqlstate is not None or self.closed:
                    raise
                self.pgconn.finish()  # what is still to come would be taken for the answer to the next question
                raise psycopg.OperationalError(f"no answer within {within_s:.0f} s: is the way to it open?") from None

    return Answering


@asynccontextmanager
async def database_pool(settings: Settings, *, service: str) -> AsyncIterator[Pool]:
    """A pool of autocommit connections in the service's role; it opens lazily, so the database may come up later."""
    timeout_s = settings.database_timeout_s

    async def limit_transactions(connection: Connection) -> None:
        await connection.execute(LIMIT_TRANSACTIONS, (f"{PATIENCE * timeout_s * 1000:.0f}",))

    pool: Pool = AsyncConnectionPool(
        settings.database_url.get_secret_value(),
        connection_class=answering(PATIENCE * timeout_s),
        configure=None if service in READ_WHOLE_TABLES else limit_transactions,
        kwargs={
            "options": session_options(service, settings.live_schema, timeout_s),
            "application_name": session_name(service, os.getpid()),
            "connect_timeout": CONNECT_WITHIN_S,
            "autocommit": True,
        },
        min_size=0,
        max_size=settings.database_pool_size,
        timeout=WAIT_FOR_CONNECTION_S,
        reconnect_timeout=RECONNECT_WITHIN_S,
        check=_check,
        name=service,
        open=False,
    )
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


async def _check(connection: Connection) -> None:
    """Raises psycopg.OperationalError for a connection that the server has closed.

    A server that ends or cuts a session leaves something to read on an idle connection; only then is it asked. A
    question before each transaction would be a round trip in every batch.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        await AsyncConnectionPool.check_connection(connection)


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """One transaction: committed at the end, rolled back by any error. A database that is away is a TransientError."""
    async with session(pool) as connection, connection.transaction():
        yield connection


@asynccontextmanager
async def session(pool: Pool) -> AsyncIterator[Connection]:
    """Each statement is a transaction of its own, which saves two round trips. Errors as in `transaction`."""
    try:
        async with pool.connection() as connection:
            yield connection
    except PoolTimeout:
        raise TransientError("PostgreSQL cannot be reached: is EMAIL_DATABASE_URL right and the server up?") from None
    except NOT_MIGRATED as error:
        raise ConfigurationError(
            f"the database is not as this release needs it ({error.diag.message_primary}): run `mailweave migrate`"
        ) from error
    except AWAY as error:
        raise TransientError(f"PostgreSQL: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """The first line of an error's text, or its class when it has none."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
