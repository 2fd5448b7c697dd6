"""The accounts that a process holds, and for how long it may believe that (shared/postgres/held_leases.py)."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from psycopg import AsyncConnection
from pydantic import SecretStr

from shared.errors import TransientError
from shared.ids import AccountId
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Connection, Pool, database_pool
from shared.settings import Settings
from tests.harness.accounts import SEARCH_PATH, SECRET_KEY

TTL_S, ANSWER_S = 60.0, 7.0
ONE, OTHER = AccountId(1), AccountId(2)
FREE = "SELECT key FROM lease WHERE expires_at < now() ORDER BY key"


class TurnedClock:
    """A clock that the test turns; the database's own goes on."""

    seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class SlowClaimant(Claimant):
    """The database takes ANSWER_S for each answer, by the process's clock."""

    clock: TurnedClock = field(default_factory=TurnedClock)

    async def acquire(self, connection: Connection, keys: Collection[str]) -> dict[str, Lease]:
        self.clock.seconds += ANSWER_S
        return await super().acquire(connection, keys)

    async def renew(self, connection: Connection, keys: Collection[str]) -> dict[str, Lease]:
        self.clock.seconds += ANSWER_S
        return await super().renew(connection, keys)


@dataclass(frozen=True)
class Place:
    """A database with short time-outs, and one process's leases in it."""

    url: str
    pool: Pool
    clock: TurnedClock
    leases: HeldLeases

    def others(self) -> HeldLeases:
        """Those of another process."""
        return HeldLeases(self.pool, Claimant("tested", uuid4(), TTL_S), self.clock)

    async def execute(self, statement: str) -> list[tuple[str, ...]]:
        async with await AsyncConnection.connect(self.url, options=SEARCH_PATH, autocommit=True) as connection:
            cursor = await connection.execute(statement.encode())
            return await cursor.fetchall() if cursor.description else []

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Nobody gets at the leases."""
        async with await AsyncConnection.connect(self.url, options=SEARCH_PATH) as blocker:
            await blocker.execute("LOCK TABLE lease")
            yield


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    settings = Settings(
        database_url=SecretStr(database_url), secret_key=SECRET_KEY, database_timeout_s=1, _env_file=None
    )
    clock = TurnedClock()
    async with database_pool(settings, service="sender") as pool:
        claimant = SlowClaimant("tested", uuid4(), TTL_S, clock=clock)
        yield Place(database_url, pool, clock, HeldLeases(pool, claimant, clock))


async def test_the_time_left_counts_from_before_the_database_was_asked(place: Place) -> None:
    assert await place.leases.acquire([ONE]) == {ONE}
    assert place.leases.left_s(ONE) == TTL_S - ANSWER_S
    place.clock.seconds += 30
    assert place.leases.left_s(ONE) == TTL_S - ANSWER_S - 30
    await place.leases.renew()
    assert place.leases.left_s(ONE) == TTL_S - ANSWER_S
    assert place.leases.left_s(OTHER) == 0


@pytest.mark.parametrize(
    ("passed_s", "expected"),
    [
        pytest.param(TTL_S / 3 - ANSWER_S, TTL_S * 2 / 3, id="not before a third is over"),
        pytest.param(TTL_S / 3 - ANSWER_S + 1, TTL_S - ANSWER_S, id="after a third"),
    ],
)
async def test_a_renewal_is_due_after_a_third_of_the_time(place: Place, passed_s: float, expected: float) -> None:
    await place.leases.acquire([ONE])
    place.clock.seconds += passed_s
    await place.leases.renew_due()
    assert place.leases.left_s(ONE) == expected


async def test_all_are_renewed_as_soon_as_one_is_due(place: Place) -> None:
    await place.leases.acquire([ONE])
    place.clock.seconds += TTL_S / 2
    await place.leases.acquire([OTHER])
    await place.leases.renew_due()
    assert place.leases.left_s(ONE) == place.leases.left_s(OTHER) == TTL_S - ANSWER_S


async def test_a_renewal_drops_what_has_passed_to_another(place: Place) -> None:
    others = place.others()
    await place.leases.acquire([ONE, OTHER])
    await place.execute("UPDATE lease SET expires_at = '-infinity' WHERE key = '1'")
    assert await others.acquire([ONE, OTHER]) == {ONE}
    await place.leases.renew()
    assert place.leases.held() == {OTHER}
    assert others.held() == {ONE}


async def test_what_could_not_be_renewed_in_time_is_dropped(place: Place) -> None:
    await place.leases.acquire([ONE])
    place.clock.seconds += TTL_S / 2
    await place.leases.acquire([OTHER])
    place.clock.seconds += TTL_S / 2
    async with place.locked():
        with pytest.raises(TransientError):
            await place.leases.renew_due()
    place.leases.drop_expired()
    assert place.leases.held() == {OTHER}


async def test_what_is_given_back_is_free_at_once(place: Place) -> None:
    others = place.others()
    await place.leases.acquire([ONE, OTHER])
    await place.leases.release([ONE])
    assert place.leases.held() == {OTHER}
    assert await others.acquire([ONE, OTHER]) == {ONE}


async def test_what_could_not_be_given_back_counts_as_lost_and_is_given_back_the_next_time(place: Place) -> None:
    await place.leases.acquire([ONE, OTHER])
    async with place.locked():
        with pytest.raises(TransientError):
            await place.leases.release([ONE])
    assert (place.leases.lease(ONE), place.leases.left_s(ONE), await place.execute(FREE)) == (None, 0.0, [])
    await place.leases.release()
    assert await place.execute(FREE) == [("1",)]
    assert place.leases.held() == {OTHER}


async def test_what_was_claimed_anew_meanwhile_is_not_given_back(place: Place) -> None:
    await place.leases.acquire([ONE])
    async with place.locked():
        with pytest.raises(TransientError):
            await place.leases.release([ONE])
    await place.execute("UPDATE lease SET expires_at = '-infinity'")
    assert await place.leases.acquire([ONE]) == {ONE}
    await place.leases.release()
    assert place.leases.held() == {ONE}
    assert await place.execute(FREE) == []
