"""Can this account log in? Asked by a person, answered with one line."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from services.poller.account_loop import SourceFactory
from services.poller.ports import MailSource, SourceFailedError
from services.poller.store.accounts import PolledAccount, read_login, read_one
from shared.errors import ConfigurationError
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault

WRITE_CHECK = """
INSERT INTO poller_check (check_id, account_id, ok, message) VALUES (%s, %s, %s, %s)
ON CONFLICT (check_id) DO NOTHING
"""


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
    """Tries log-ins beside the accounts' own loops; `slot` bounds how many at a time."""

    pool: Pool
    vault: Vault
    open_source: SourceFactory
    slot: AbstractAsyncContextManager[object]

    async def check(self, request: ConnectivityRequested) -> None:
        """Logs in, logs out, and writes down how that went."""
        outcome = await self._outcome(request.account_id)
        async with transaction(self.pool) as connection:
            values = (request.check_id, request.account_id, outcome.is_ok, outcome.message)
            await connection.execute(WRITE_CHECK, values)

    async def _outcome(self, account_id: AccountId) -> Outcome:
        async with transaction(self.pool) as connection:
            account = await read_one(connection, account_id)
            if account is None:
                return Outcome(False, f"account {account_id} does not exist: see `mailweave accounts list`")
            try:
                login = await read_login(connection, account, self.vault)
            except ConfigurationError as error:
                return Outcome(False, f"{account.label}: {error}")
        async with self.slot:
            return await _tried(account, self.open_source(account, login, _NoListing()))


async def _tried(account: PolledAccount, source: MailSource) -> Outcome:
    try:
        await source.open()
    except SourceFailedError as error:
        return Outcome(False, error.failure.line(account.label))
    finally:
        await source.close()
    return Outcome(True, f"{account.label}: {account.protocol.upper()} login to {account.server} works")
