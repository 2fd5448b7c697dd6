"""The real account loop on books in memory."""

from typing import Any, cast
from uuid import UUID

from pydantic import SecretStr

from services.poller.account_loop import AccountLoop, PollerContext
from services.poller.domain.failures import AccountHealth
from services.poller.polling.poll import Poll
from services.poller.sources import Sources
from services.poller.store.accounts import Login, PolledAccount
from services.poller.wake import Wake
from shared.postgres.lease import Lease
from tests.fuzz.receiving.books import Books


class LoginSources(Sources):
    """The real ones, for a login that lies in no table."""

    async def _login(self, account: PolledAccount) -> Login:
        return Login(account.host, account.port, False, True, account.username, SecretStr("secret"))


class BooksLoop(AccountLoop):
    """The real loop on books in memory."""

    def __init__(self, account: PolledAccount, context: PollerContext, books: Books) -> None:
        super().__init__(account, Lease("poller", "1", UUID(int=1), 1), Wake(), context)
        self._cursors = cast("Any", books)
        self.healths: list[AccountHealth] = []

    async def _log(self, poll: Poll | None, error: str, health: AccountHealth | None) -> None:
        if health is not None:
            self.healths.append(health)
