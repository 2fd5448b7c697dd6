"""What services get of PostgreSQL (shared/postgres/sessions.py): sessions that live, and plans by key."""

import asyncio
import os
from contextlib import nullcontext

import psycopg
import pytest
from pydantic import SecretStr

from shared.errors import TransientError
from shared.postgres.sessions import Pool, database_pool, session_name, transaction
from shared.settings import Settings
from tests.harness.wait import eventually

END_OTHERS = """
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LOCK = "SELECT pg_advisory_xact_lock(1)"
STATEMENTS = "SELECT query FROM pg_stat_activity WHERE pid = %s"


async def test_a_session_that_was_ended_in_the_pool_is_replaced_without_an_error(database_url: str) -> None:
    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service="parser") as pool:
        async with transaction(pool) as connection:
            first = connection.info.backend_pid
        await eventually(lambda: pool.get_stats()["pool_available"], deadline_s=5, what="the connection in the pool")
        with psycopg.connect(database_url, autocommit=True) as superuser:
            assert superuser.execute(END_OTHERS).fetchone() == (1,)
        async with transaction(pool) as connection:
            assert connection.info.backend_pid != first


async def test_a_session_that_lives_is_asked_nothing_before_its_transaction(database_url: str) -> None:
    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service="parser") as pool:
        async with transaction(pool) as connection:
            pid = connection.info.backend_pid
        async with pool.connection() as connection:
            assert connection.info.backend_pid == pid
            with psycopg.connect(database_url, autocommit=True) as superuser:
                assert superuser.execute(STATEMENTS, (pid,)).fetchone() == ("COMMIT",)


@pytest.mark.parametrize(
    ("service", "enabled"),
    [*((name, "off") for name in ("poller", "parser", "threader", "rules", "sender")), ("api", "on"), ("cli", "on")],
)
async def test_only_who_reads_whole_tables_may_plan_to(database_url: str, service: str, enabled: str) -> None:
    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service=service) as pool, transaction(pool) as connection:
        for setting in ("enable_seqscan", "jit"):
            assert await (await connection.execute(f"SHOW {setting}".encode())).fetchone() == (enabled,)


@pytest.mark.parametrize("in_pipeline", [False, True], ids=["between two commands", "within one"])
async def test_a_transaction_that_stands_still_is_ended_and_keeps_no_lock(
    database_url: str, *, in_pipeline: bool
) -> None:
    """A process that was stopped in the midst of one (SIGSTOP, a paused machine) holds up nobody for long."""
    settings = Settings(database_url=SecretStr(database_url), database_timeout_s=1, _env_file=None)
    async with database_pool(settings, service="parser") as pool, asyncio.timeout(30):
        with pytest.raises(TransientError):
            await _stand_still_with_a_lock(pool, database_url, in_pipeline)


async def _stand_still_with_a_lock(pool: Pool, database_url: str, in_pipeline: bool) -> None:
    async with transaction(pool) as still, still.pipeline() if in_pipeline else nullcontext():
        await still.execute(LOCK)
        await asyncio.to_thread(_until_locked_by_another, database_url)
        await still.execute("SELECT 1")


def _until_locked_by_another(database_url: str) -> None:
    with psycopg.connect(database_url) as other:
        other.execute(LOCK)


async def test_sessions_say_whose_they_are(database_url: str) -> None:
    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service="parser") as pool, transaction(pool) as connection:
        row = await (await connection.execute("SHOW application_name")).fetchone()
        assert row == (session_name("parser", os.getpid()),)
