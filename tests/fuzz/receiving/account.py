"""The real account loop on books in memory."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from pydantic import SecretStr

from services.poller.account_loop import AccountLoop
from services.poller.context import PollerContext
from services.poller.domain.due import NextPoll
from services.poller.domain.failures import AccountHealth
from services.poller.domain.standing import Standing
from services.poller.poll_record import PollRecord
from services.poller.polling.poll import Poll
from services.poller.second_look import SecondLook
from services.poller.sources import Sources
from services.poller.standing import AccountStanding
from services.poller.store.accounts import Login, PolledAccount
from services.poller.store.standing import StandingStore, Written
from services.poller.wake import Wake
from shared.credentials import Credential, CredentialOwner, LoginServer
from shared.ids import AccountKey
from shared.postgres.lease import Lease
from shared.trust import Security
from tests.fuzz.receiving.books import Books

CREDENTIAL = Credential(CredentialOwner(AccountKey(UUID(int=1)), LoginServer.INCOMING), SecretStr("secret"))


class LoginSources(Sources):
    """The real ones, for a login that lies in no table."""

    async def login(self, account: PolledAccount, refused: SecretStr | None = None) -> Login:
        return Login(account.host, account.port, Security.PLAINTEXT, True, account.username, CREDENTIAL)


class NoSecondLook:
    """The account's second look, which has no tables here: a gap stays one, and that is what is looked for."""

    def polled(self, **_: bool) -> None:
        """How a poll went is of no interest."""

    async def run(self) -> None:
        """Until it is cancelled."""
        await asyncio.Event().wait()


class NoStore:
    """The account's stored state, which has no table here."""

    account = SimpleNamespace(id=1)
    version = 1

    async def read(self) -> None:
        """There is none."""

    async def untold(self) -> tuple[()]:
        """Nobody is told."""
        return ()

    async def write(self, standing: Standing, **_: float | None) -> Written:
        """Forgotten at once."""
        return Written(datetime.fromtimestamp(0, UTC), None, None, None, False)


@dataclass(frozen=True, slots=True)
class NoRecord(PollRecord):
    """The log and the health, which have no tables here: they are kept for who looks."""

    healths: list[AccountHealth] = field(default_factory=list)

    async def _finish(self, poll: Poll | None, error: str, health: AccountHealth | None, next_poll: NextPoll) -> None:
        if health is not None:
            self.healths.append(health)


class BooksLoop(AccountLoop):
    """The real loop on books in memory."""

    def __init__(self, account: PolledAccount, context: PollerContext, books: Books) -> None:
        super().__init__(account, Lease("poller", "1", UUID(int=1), 1), Wake(), context)
        self._cursors = cast("Any", books)
        self._record = NoRecord(account.label, self._leased, self._clock)
        self.healths = self._record.healths

    def _made_second_look(self) -> SecondLook:
        return cast("SecondLook", NoSecondLook())

    def _made_standing(self) -> AccountStanding:
        made = super()._made_standing()
        made.store = cast("StandingStore", NoStore())
        return made
