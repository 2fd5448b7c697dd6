"""What may be downloaded for an account yet, asked before each batch."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.poller.domain import plan
from services.poller.domain.copies import Listed
from services.poller.domain.download import LIVE_SHARE, Budget, Hour, used_bytes
from services.poller.ports import BudgetUsedError
from services.poller.store.accounts import PolledAccount
from services.poller.store.downloads import DownloadStore
from services.poller.store.leased import LeasedAccount
from shared import metrics
from shared.ids import AccountId
from shared.provider_limits import MEGABYTE


class Downloads(Protocol):
    """What was downloaded already."""

    async def hours(self) -> Sequence[Hour]:
        """Those that still count. Raises TransientError."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Without a budget nobody is asked."""

    account_id: AccountId
    budget: Budget | None
    downloads: Downloads

    async def batches(self, copies: Sequence[Listed], most_bytes: int) -> AsyncIterator[Sequence[Listed]]:
        """The copies in order, in batches that fit into what is left. Raises BudgetUsedError once nothing is.

        A copy that is bigger goes alone: mail is late by a budget, and never kept from coming.
        """
        left = copies
        while left:
            batch = next(plan.batches(left, int(min(most_bytes, await self._left_bytes()))))
            yield batch
            left = left[len(batch) :]

    async def frees_in_s(self) -> float:
        """Seconds until something may be downloaded; 0 when it may be now."""
        return self.budget.frees_in_s(await self._hours(self.budget)) if self.budget is not None else 0.0

    async def _left_bytes(self) -> float:
        if self.budget is None:
            return float("inf")
        hours = await self._hours(self.budget)
        if left := self.budget.left_bytes(hours):
            return left
        raise BudgetUsedError(self.budget.used_up(hours))

    async def _hours(self, budget: Budget) -> Sequence[Hour]:
        hours = await self.downloads.hours()
        metrics.DOWNLOADS.show(self.account_id, used_bytes(hours), budget.day_bytes)
        return hours


def allowance_of(account: PolledAccount, leased: LeasedAccount, share: float = LIVE_SHARE) -> Allowance:
    """The account's own budget, or its provider's."""
    day_mb = account.limits.daily_download_mb
    budget = Budget(day_mb * MEGABYTE, share) if day_mb is not None else None
    return Allowance(account.id, budget, DownloadStore(leased))
