"""Accounts that are not polled any more: their state says so and is told before the lease is given back."""

from dataclasses import dataclass

from services.poller.domain.standing import Facts
from services.poller.standing import AccountStanding, Publish
from services.poller.store.leased import LeasedAccount
from services.poller.store.standing import StandingStore
from shared.clock import Clock
from shared.errors import LeaseLostError
from shared.ids import AccountId
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool

REASON = "the account is inactive or has no incoming server: nothing is read for it"


@dataclass(frozen=True, slots=True)
class Pausing:
    """Writes it and tells it. Raises TransientError."""

    pool: Pool
    publish: Publish
    clock: Clock

    async def pause(self, account_id: AccountId, lease: Lease) -> None:
        """An account that never had a state gets none; one that another process has by now is that one's."""
        store = StandingStore(LeasedAccount(self.pool, account_id, lease), version=0)
        if await store.read() is None:
            return
        facts = Facts(self.clock.monotonic(), 0.0, paused=REASON)
        standing = AccountStanding(f"account {account_id}", store, self.publish, self.clock, 0.0, facts)
        try:
            await standing.begin()
            await standing.settle()
        except LeaseLostError:
            return
