"""An account whose lease this process has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.ids import AccountId
from shared.postgres.lease import Lease, fence
from shared.postgres.sessions import Connection, Pool, transaction


@dataclass(frozen=True, slots=True)
class LeasedAccount:
    """Its rows are written only for as long as the lease holds."""

    pool: Pool
    id: AccountId
    lease: Lease

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A transaction that is tied to the lease; raises LeaseLostError once another process has taken over."""
        async with transaction(self.pool) as connection:
            await fence(connection, self.lease)
            yield connection
