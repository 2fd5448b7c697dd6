"""Leases under many processes at once: no deadlock, and never two holders (shared/postgres/lease.py)."""

import asyncio
import random
from uuid import UUID, uuid4

import psycopg
import pytest

from shared.postgres.lease import Claimant
from shared.postgres.sessions import Connection
from tests.harness.wait import within

KEYS = [f"account {number}" for number in range(40)]
ROUNDS = 120
SESSION = "-c search_path=core -c deadlock_timeout=20ms"


class Process:
    """One claimant in a connection of its own; `holders` is what all of them believe."""

    def __init__(self, connection: Connection, holders: dict[str, UUID], number: int) -> None:
        self.claimant = Claimant("tested", uuid4(), ttl_s=600)
        self.connection = connection
        self.holders = holders
        self.random = random.Random(number)

    def mine(self) -> list[str]:
        return [key for key, owner in self.holders.items() if owner == self.claimant.owner]

    async def work(self) -> None:
        for _ in range(ROUNDS):
            granted = await self.claimant.acquire(self.connection, self.random.sample(KEYS, len(KEYS)))
            assert granted.keys().isdisjoint(self.holders), "a lease that another holds was granted"
            self.holders |= dict.fromkeys(granted, self.claimant.owner)
            assert sorted(await self.claimant.renew(self.connection, KEYS)) == sorted(self.mine())
            given_back = [key for key in self.mine() if self.random.random() < 0.5]
            for key in given_back:
                del self.holders[key]
            await self.claimant.release(self.connection, given_back)


async def test_processes_that_claim_renew_and_release_never_deadlock_and_never_share(database_url: str) -> None:
    holders: dict[str, UUID] = {}
    connections = [
        await psycopg.AsyncConnection.connect(database_url, autocommit=True, options=SESSION) for _ in range(4)
    ]
    try:
        async with within(60), asyncio.TaskGroup() as group:
            for number, connection in enumerate(connections):
                group.create_task(Process(connection, holders, number).work())
    finally:
        for connection in connections:
            await connection.close()


async def test_claiming_does_not_wait_for_a_lease_that_another_holds(database_url: str) -> None:
    first, second = (Claimant("tested", uuid4(), ttl_s=600) for _ in range(2))
    options = f"{SESSION} -c lock_timeout=200ms"
    async with (
        await psycopg.AsyncConnection.connect(database_url, options=options) as one,
        await psycopg.AsyncConnection.connect(database_url, autocommit=True, options=options) as other,
    ):
        await first.acquire(one, KEYS[:2])
        await one.commit()
        await first.renew(one, KEYS[:2])
        assert list(await second.acquire(other, KEYS[:3])) == [KEYS[2]]


@pytest.mark.parametrize(
    ("ttl_s", "grace_s", "expected"),
    [
        pytest.param(600.0, 0.0, {}, id="held"),
        pytest.param(-1.0, 600.0, {}, id="expired, within the grace"),
        pytest.param(-1.0, 0.0, {KEYS[0]: 2}, id="expired: the next epoch"),
    ],
)
async def test_a_lease_is_taken_over_once_it_has_expired(
    database_url: str, ttl_s: float, grace_s: float, expected: dict[str, int]
) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, options=SESSION) as connection:
        await Claimant("tested", uuid4(), ttl_s).acquire(connection, KEYS[:1])
        granted = await Claimant("tested", uuid4(), 600, grace_s).acquire(connection, KEYS[:1])
    assert {key: lease.epoch for key, lease in granted.items()} == expected
