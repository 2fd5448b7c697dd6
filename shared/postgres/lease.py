"""Leases: dated claims to be the only worker of something, kept in one table, judged by the database's clock.

Every statement locks its rows in the order of their keys, and none that it cannot change, so that two never deadlock.
A process that was stopped and comes back finds its epoch gone: `fence` inside its transaction raises LeaseLostError.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.errors import LeaseLostError
from shared.postgres.sessions import Connection

ACQUIRE = """
INSERT INTO lease (kind, key, owner, epoch, expires_at)
SELECT %(kind)s, wanted.key, %(owner)s, 1, clock_timestamp() + make_interval(secs => %(ttl_s)s)
FROM unnest(%(keys)s::text[]) AS wanted (key)
WHERE NOT EXISTS (
    SELECT FROM lease
    WHERE lease.kind = %(kind)s AND lease.key = wanted.key
        AND lease.expires_at + make_interval(secs => %(grace_s)s) >= clock_timestamp()
)
ORDER BY wanted.key
ON CONFLICT (kind, key) DO UPDATE
SET owner = excluded.owner, epoch = lease.epoch + 1, expires_at = excluded.expires_at
WHERE lease.expires_at + make_interval(secs => %(grace_s)s) < clock_timestamp()
RETURNING key, epoch
"""
RENEW = """
WITH mine AS (
    SELECT kind, key FROM lease
    WHERE kind = %(kind)s AND owner = %(owner)s AND key = ANY(%(keys)s) AND expires_at > clock_timestamp()
    ORDER BY key
    FOR NO KEY UPDATE
)
UPDATE lease SET expires_at = clock_timestamp() + make_interval(secs => %(ttl_s)s)
FROM mine
WHERE lease.kind = mine.kind AND lease.key = mine.key
RETURNING lease.key, lease.epoch
"""
RELEASE = """
WITH mine AS (
    SELECT kind, key FROM lease
    WHERE kind = %(kind)s AND owner = %(owner)s AND key = ANY(%(keys)s)
    ORDER BY key
    FOR NO KEY UPDATE
)
UPDATE lease SET expires_at = '-infinity'
FROM mine
WHERE lease.kind = mine.kind AND lease.key = mine.key
"""
HELD = """
SELECT place::integer, epoch
FROM lease JOIN unnest(%(kinds)s::text[], %(keys)s::text[], %(owners)s::uuid[], %(epochs)s::bigint[]) WITH ORDINALITY
     AS mine (kind, key, owner, epoch, place) USING (kind, key, owner, epoch)
ORDER BY lease.kind, lease.key
FOR SHARE OF lease
"""
"""Of the leases that are given as columns those that still hold, by their place from 1 on. It may stand in the WITH
of a statement that joins it to what it writes: that ties each row to its lease."""
FENCE = "SELECT 1 FROM lease WHERE kind = %s AND key = %s AND epoch = %s AND owner = %s FOR SHARE"


@dataclass(frozen=True, slots=True)
class Lease:
    """One claim that was granted."""

    kind: str
    key: str
    owner: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Claimant:
    """A process that claims things of one kind; `owner` is random, new at each start.

    `ttl_s`: seconds a claim holds without renewal; `grace_s`: seconds that a take-over waits beyond that.
    """

    kind: str
    owner: UUID
    ttl_s: float
    grace_s: float = 0.0

    async def acquire(self, connection: Connection, keys: Collection[str]) -> dict[str, Lease]:
        """Claims what nobody holds; returns what was granted."""
        return await self._run(connection, ACQUIRE, keys)

    async def renew(self, connection: Connection, keys: Collection[str]) -> dict[str, Lease]:
        """Prolongs what this process still holds; what is missing from the answer is lost."""
        return await self._run(connection, RENEW, keys)

    async def release(self, connection: Connection, keys: Collection[str]) -> None:
        """Gives claims back at once, so that nobody waits for them to expire."""
        await connection.execute(RELEASE, {"kind": self.kind, "owner": self.owner, "keys": sorted(keys)})

    async def _run(self, connection: Connection, query: str, keys: Collection[str]) -> dict[str, Lease]:
        values = {"kind": self.kind, "owner": self.owner, "keys": sorted(keys), "ttl_s": self.ttl_s}
        cursor = await connection.execute(query, {**values, "grace_s": self.grace_s})
        return {key: Lease(self.kind, key, self.owner, epoch) for key, epoch in await cursor.fetchall()}


async def fence(connection: Connection, lease: Lease) -> None:
    """Ties the transaction to the lease: raises LeaseLostError when it has passed on, else holds it until the end.

    The shared row lock keeps a take-over waiting until this transaction ends (DESIGN §1: writes carry `epoch = mine`).
    """
    cursor = await connection.execute(FENCE, (lease.kind, lease.key, lease.epoch, lease.owner))
    if await cursor.fetchone() is None:
        raise lost(lease)


def lease_columns(leases: Sequence[Lease]) -> dict[str, list[object]]:
    """The values for `HELD`."""
    return {
        "kinds": [lease.kind for lease in leases],
        "keys": [lease.key for lease in leases],
        "owners": [lease.owner for lease in leases],
        "epochs": [lease.epoch for lease in leases],
    }


def lost(lease: Lease) -> LeaseLostError:
    """The error of a claim that has passed on."""
    return LeaseLostError(f"{lease.kind} {lease.key}: another process has taken over")
