"""A database as a service sees it, and as nobody but a test may read it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from pydantic import SecretStr

from shared.postgres.sessions import Connection, Pool, database_pool, session_options
from shared.settings import Settings

SEARCH_PATH = "-c search_path=live,core"


@dataclass(frozen=True)
class Database:
    """`pool` is in the service's role, `url` is the superuser's."""

    pool: Pool
    url: str

    async def run(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """As the superuser; gives the rows, if any."""
        async with await psycopg.AsyncConnection.connect(self.url, options=SEARCH_PATH) as connection:
            cursor = await connection.execute(statement.encode(), parameters)
            return await cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def database_of(service: str, url: str) -> AsyncIterator[Database]:
    async with database_pool(Settings(database_url=SecretStr(url)), service=service) as pool:
        yield Database(pool, url)


@asynccontextmanager
async def impatient_database(service: str, url: str) -> AsyncIterator[Database]:
    """The same with a lock_timeout that a test can wait for."""
    options = session_options(service, "live", 30.0).replace("lock_timeout=10000", "lock_timeout=100")
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        url, kwargs={"options": options, "autocommit": True}, min_size=0, max_size=1, open=False
    )
    async with pool:
        yield Database(pool, url)
