"""Sessions outlive every fault of the network before PostgreSQL: what was committed is there, and once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from pydantic import SecretStr

from shared.errors import TransientError
from shared.postgres.sessions import Pool, database_pool, session, transaction
from shared.settings import Settings
from tests.contract.network_faults import FAULTS, until_hit
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.faults import BlackHole, Cut, Fault
from tests.harness.wait import eventually

WRITERS = 4
MAKE_TABLE = "CREATE TABLE core.heals (name text PRIMARY KEY)"
ALLOW = "GRANT SELECT, INSERT ON core.heals TO mailweave_poller"
INSERT = "INSERT INTO heals VALUES (%s) ON CONFLICT DO NOTHING"
READ = "SELECT name FROM core.heals"


@pytest.fixture
def table_url(database_url: str) -> str:
    """Of a database with the table that the test writes to."""
    with psycopg.connect(database_url) as connection:
        connection.execute(MAKE_TABLE)
        connection.execute(ALLOW)
    return database_url


@asynccontextmanager
async def pool_behind(proxy: FaultProxy, database_url: str, timeout_s: float = 30) -> AsyncIterator[Pool]:
    url = urlsplit(database_url)
    assert url.port is not None
    proxy.lead_to(url.port)
    through = urlunsplit(url._replace(netloc=url.netloc.replace(f":{url.port}", f":{proxy.port}")))
    settings = Settings(
        database_url=SecretStr(through), database_pool_size=WRITERS, database_timeout_s=timeout_s, _env_file=None
    )
    async with database_pool(settings, service="poller") as pool:
        yield pool


class Writers:
    """Each writes row after row until told to stop; one that fails is tried again, as every service does."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.written: list[str] = []
        self.failures = 0
        self._is_over = False

    async def write(self, writer: int) -> None:
        number = 0
        while not self._is_over:
            name = f"{writer}/{number}"
            try:
                async with transaction(self._pool) as connection:
                    await connection.execute(INSERT, [name])
            except TransientError:
                self.failures += 1
            else:
                self.written.append(name)
                number += 1
            await asyncio.sleep(0)

    async def more(self) -> None:
        """Returns once every writer has written again."""
        seen = len(self.written)

        def have_written() -> bool:
            return {name.partition("/")[0] for name in self.written[seen:]} == set(map(str, range(WRITERS)))

        await eventually(have_written, deadline_s=30, what=f"rows of all writers after {seen}")

    def stop(self) -> None:
        self._is_over = True


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_postgresql(table_url: str, fault: Fault) -> None:
    with FaultProxy("PostgreSQL") as proxy:
        async with pool_behind(proxy, table_url) as pool, asyncio.TaskGroup() as tasks:
            writers = Writers(pool)
            for writer in range(WRITERS):
                tasks.create_task(writers.write(writer))
            await writers.more()
            strike = proxy.strike(fault)
            await until_hit(strike)
            proxy.heal()
            await writers.more()
            writers.stop()
    with psycopg.connect(table_url) as connection:
        assert sorted(connection.execute(READ).fetchall()) == sorted((name,) for name in writers.written)


@pytest.mark.parametrize("in_pipeline", [False, True], ids=["one by one", "pipeline"])
async def test_a_server_that_never_answers_is_given_up(database_url: str, *, in_pipeline: bool) -> None:
    with FaultProxy("PostgreSQL") as proxy:
        async with pool_behind(proxy, database_url, timeout_s=1) as pool, asyncio.timeout(60):
            with pytest.raises(TransientError, match="no answer within 2 s"):
                await _struck_in_the_midst(pool, proxy, in_pipeline)
            with pytest.raises(TransientError):
                await _asked(pool)
            proxy.heal()
            await _asked(pool)


async def _struck_in_the_midst(pool: Pool, proxy: FaultProxy, in_pipeline: bool) -> None:
    async with transaction(pool) as connection, connection.pipeline() if in_pipeline else nullcontext():
        await connection.execute("SELECT 1")
        proxy.strike(BlackHole())
        await connection.execute("SELECT 1")


async def _asked(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await connection.execute("SELECT 1")


async def test_a_statement_that_lasts_is_no_silence(database_url: str) -> None:
    with FaultProxy("PostgreSQL") as proxy:
        async with pool_behind(proxy, database_url, timeout_s=1) as pool, session(pool) as connection:
            pid = connection.info.backend_pid
            with pytest.raises(psycopg.errors.QueryCanceled):
                await connection.execute("SELECT pg_sleep(60)")
            row = await (await connection.execute("SELECT pg_backend_pid()")).fetchone()
            assert row == (pid,)


async def test_attempts_to_connect_anew_do_not_use_up_the_pool(database_url: str) -> None:
    """Else the first connection after a long absence would wait for an attempt that is minutes away."""
    with FaultProxy("PostgreSQL") as proxy:
        async with pool_behind(proxy, database_url) as pool:
            async with transaction(pool) as connection:
                proxy.strike(Cut())
                with pytest.raises(psycopg.OperationalError):
                    await connection.execute("SELECT 1")
            await eventually(lambda: pool.get_stats()["pool_size"] == 0, deadline_s=30, what="an empty pool")
            proxy.heal()
            async with transaction(pool) as connection:
                await connection.execute("SELECT 1")
