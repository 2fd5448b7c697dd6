"""Can this account log in? Asked by a person, answered with one line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.poller.ports import SourceFailedError
from services.poller.sources import Sources
from services.poller.store.accounts import read_one
from services.poller.store.checks import write_check
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from shared.postgres.sessions import Pool, transaction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said."""

    is_ok: bool
    message: str


class _NoListing:
    """A check reads no listing, so no UIDL needs a number."""

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        return {}


@dataclass(frozen=True, slots=True)
class Checker:
    """Tries log-ins beside the accounts' own loops."""

    pool: Pool
    sources: Sources

    async def check(self, request: ConnectivityRequested) -> None:
        """Logs in, logs out, and writes down how that went."""
        outcome = await self._outcome(request.account_id)
        await write_check(self.pool, request, is_ok=outcome.is_ok, message=outcome.message)

    async def _outcome(self, account_id: AccountId) -> Outcome:
        async with transaction(self.pool) as connection:
            account = await read_one(connection, account_id)
        if account is None:
            return Outcome(False, f"account {account_id} does not exist: see `mailweave accounts list`")
        try:
            source = await self.sources.opened(account, _NoListing())
        except SourceFailedError as error:
            return Outcome(False, error.failure.line(account.label))
        await source.close()
        return Outcome(True, f"{account.label}: {account.protocol.upper()} login to {account.server} works")
