"""Sessions with the accounts' servers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from services.poller.domain import failures
from services.poller.domain.failures import Failure, FailureKind
from services.poller.ports import MailSource, SourceFailedError, UidlBook, WalkedSource
from services.poller.seats import Doing, Place, Places, Use
from services.poller.secret_watch import SecretWatch
from services.poller.slots import LoginSlots
from services.poller.store.accounts import Login, PolledAccount, login_by_token, read_login
from shared.errors import ConfigurationError
from shared.oauth.tokens import NoTokenError, Tokens
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault

SourceFactory = Callable[[PolledAccount, Login, UidlBook], WalkedSource]


@dataclass(frozen=True, slots=True)
class Session:
    """A source that is open, and its place among the connections."""

    source: MailSource
    place: Place


@dataclass(frozen=True, slots=True)
class Sources:
    """Opens them."""

    pool: Pool
    vault: Vault
    make: SourceFactory
    slots: LoginSlots
    tokens: Tokens
    watch: SecretWatch
    places: Places

    @asynccontextmanager
    async def session(self, account: PolledAccount, book: UidlBook, use: Use) -> AsyncIterator[Session]:
        """Connected and logged in, until the end of the block. Raises SourceFailedError, also when no place is free."""
        async with self.places.place(account, use) as place:
            source = await self._logged_in(account, book)
            place.does(Doing.WORKING)
            try:
                yield Session(source, place)
            finally:
                await source.close()

    async def _logged_in(self, account: PolledAccount, book: UidlBook) -> MailSource:
        login = await self.login(account)
        try:
            source = await self._opened(account, login, book)
        except SourceFailedError as error:
            if error.failure.kind is FailureKind.AUTH and account.is_by_reference:
                raise self.watch.refused(account, login, error.failure) from None
            if not (login.is_by_token and error.failure.kind is FailureKind.AUTH):
                raise
        else:
            self.watch.taken(account)
            return source
        # It may have been taken back before its end: another one is tried once.
        return await self._opened(account, await self.login(account, login.credential.secret), book)

    async def _opened(self, account: PolledAccount, login: Login, book: UidlBook) -> MailSource:
        source = self.make(account, login, book)
        try:
            async with self.slots.slot(account.server):
                await source.open()
        except BaseException as error:
            if isinstance(error, SourceFailedError):
                self.places.refused(account, error.failure)
            await source.close()
            raise
        return source

    async def login(self, account: PolledAccount, refused: SecretStr | None = None) -> Login:
        """By another token than the `refused` one. Raises SourceFailedError without a usable token or password."""
        if account.is_oauth:
            return await self._by_token(account, refused)
        if account.is_by_reference:
            return await self.watch.login(account)
        try:
            async with transaction(self.pool) as connection:
                return await read_login(connection, account, self.vault)
        except ConfigurationError as error:
            happened, _, next_step = str(error).partition(": ")
            raise SourceFailedError(Failure(FailureKind.AUTH, happened, next_step)) from None

    async def _by_token(self, account: PolledAccount, refused: SecretStr | None = None) -> Login:
        try:
            return login_by_token(account, await self.tokens.token_for(account.id, refused))
        except NoTokenError as error:
            raise SourceFailedError(failures.no_token(error.refusal)) from None
