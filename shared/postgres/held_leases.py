"""The accounts that this process alone works on."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.clock import Clock
from shared.ids import AccountId
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Pool, transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A lease and the moment (monotonic) until which it surely holds."""

    lease: Lease
    until: float


class HeldLeases:
    """Leases by account; time left is judged from before the database was asked, so never too long.

    What asks the database raises TransientError while that is away.
    """

    def __init__(self, pool: Pool, claimant: Claimant, clock: Clock) -> None:
        self._pool = pool
        self._claimant = claimant
        self._clock = clock
        self._held: dict[AccountId, Held] = {}
        self._owed: set[AccountId] = set()

    def lease(self, account_id: AccountId) -> Lease | None:
        """The lease on an account, if this process has it."""
        held = self._held.get(account_id)
        return held.lease if held else None

    def left_s(self, account_id: AccountId) -> float:
        """Seconds that the lease surely still holds; at most 0 when it does not."""
        held = self._held.get(account_id)
        return held.until - self._clock.monotonic() if held else 0.0

    def held(self) -> frozenset[AccountId]:
        """The accounts that this process holds."""
        return frozenset(self._held)

    async def acquire(self, account_ids: Collection[AccountId]) -> frozenset[AccountId]:
        """Claims what nobody holds; returns what was granted now."""
        wanted = {str(account_id) for account_id in account_ids} - {str(account_id) for account_id in self._held}
        if not wanted:
            return frozenset()
        until = self._clock.monotonic() + self._claimant.ttl_s
        async with transaction(self._pool) as connection:
            granted = await self._claimant.acquire(connection, wanted)
        new = {AccountId(int(key)): Held(lease, until) for key, lease in granted.items()}
        self._held |= new
        self._owed -= new.keys()
        return frozenset(new)

    async def renew_due(self) -> None:
        """Prolongs all once a third of the time of one is over, so that it may fail twice."""
        if any(self.left_s(account_id) < self._claimant.ttl_s * 2 / 3 for account_id in self._held):
            await self.renew()

    async def renew(self) -> None:
        """Prolongs all; what has passed to another process is dropped."""
        asked = {str(account_id): held.lease.epoch for account_id, held in self._held.items()}
        if not asked:
            return
        until = self._clock.monotonic() + self._claimant.ttl_s
        async with transaction(self._pool) as connection:
            granted = await self._claimant.renew(connection, asked)
        for key, epoch in asked.items():
            account_id, lease = AccountId(int(key)), granted.get(key)
            held = self._held.get(account_id)
            if held is None or held.lease.epoch != epoch:
                continue  # given back, perhaps claimed anew, while the database was asked
            if lease is not None and lease.epoch == epoch:
                self._held[account_id] = Held(lease, until)
            else:
                self.drop(account_id)

    def drop(self, account_id: AccountId) -> None:
        """It is lost: forget it."""
        self._held.pop(account_id, None)

    def drop_expired(self) -> None:
        """Forgets what could not be prolonged in time: another process may hold it by now."""
        for account_id in [account_id for account_id in self._held if self.left_s(account_id) <= 0]:
            self.drop(account_id)

    async def release(self, account_ids: Collection[AccountId] = ()) -> None:
        """Gives leases back, so that nobody waits for them to expire.

        They count as lost from now on, whatever the database says; where it is away the next call gives them back.
        """
        for account_id in account_ids:
            self.drop(account_id)
        self._owed |= set(account_ids)
        if owed := frozenset(self._owed):
            async with transaction(self._pool) as connection:
                await self._claimant.release(connection, [str(account_id) for account_id in owed])
            self._owed -= owed
