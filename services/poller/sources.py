"""Sessions with the accounts' servers."""

from collections.abc import Callable
from dataclasses import dataclass

from services.poller.domain.failures import Failure, FailureKind
from services.poller.ports import MailSource, SourceFailedError, UidlBook, WalkedSource
from services.poller.slots import LoginSlots
from services.poller.store.accounts import Login, PolledAccount, read_login
from shared.errors import ConfigurationError
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault

SourceFactory = Callable[[PolledAccount, Login, UidlBook], WalkedSource]


@dataclass(frozen=True, slots=True)
class Sources:
    """Opens them."""

    pool: Pool
    vault: Vault
    make: SourceFactory
    slots: LoginSlots

    async def opened(self, account: PolledAccount, book: UidlBook) -> MailSource:
        """Connected and logged in. Raises SourceFailedError, also when no usable password is stored."""
        source = await self.made(account, book)
        try:
            async with self.slots.slot(account.server):
                await source.open()
        except BaseException:
            await source.close()
            raise
        return source

    async def made(self, account: PolledAccount, book: UidlBook) -> WalkedSource:
        """Not open yet. Raises SourceFailedError when no usable password is stored."""
        return self.make(account, await self._login(account), book)

    async def _login(self, account: PolledAccount) -> Login:
        try:
            async with transaction(self.pool) as connection:
                return await read_login(connection, account, self.vault)
        except ConfigurationError as error:
            happened, _, next_step = str(error).partition(": ")
            raise SourceFailedError(Failure(FailureKind.AUTH, happened, next_step)) from None
