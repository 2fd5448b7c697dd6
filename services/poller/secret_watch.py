"""Passwords that lie elsewhere: read for each login, and looked at again while an account waits because of one."""

import logging
from dataclasses import dataclass

from pydantic import SecretStr

from services.poller.domain import failures
from services.poller.domain.failures import Failure
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login, PolledAccount, login_by_reference, read_active
from services.poller.store.requests import ask_polls
from shared.events import PollRequested
from shared.ids import AccountId
from shared.postgres.sessions import Pool, transaction
from shared.secret_references.errors import UnresolvedError
from shared.secret_references.resolver import Resolver

LOOK_EVERY_S = 30.0
FIELD = "incoming_password_ref"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What an account could not log in by; None when there was nothing to try."""

    account: PolledAccount
    password: SecretStr | None


class SecretWatch:
    """A refused login is left alone for up to an hour; another password at the same place is tried at once, once."""

    def __init__(self, pool: Pool, resolver: Resolver) -> None:
        self._pool = pool
        self._resolver = resolver
        self._tried: dict[AccountId, _Tried] = {}

    async def login(self, account: PolledAccount) -> Login:
        """By what lies there now; raises SourceFailedError when nothing does."""
        try:
            password = await self._resolver.password(account.password_ref, FIELD)
        except UnresolvedError as error:
            self._note(account, None)
            raise SourceFailedError(failures.no_secret(error.trouble)) from None
        return login_by_reference(account, password)

    def refused(self, account: PolledAccount, login: Login, failure: Failure) -> SourceFailedError:
        """The server did not take it: what to say of that."""
        self._note(account, login.credential.secret)
        return SourceFailedError(failures.refused_reference(failure, account.password_ref))

    def taken(self, account: PolledAccount) -> None:
        """The server let us in."""
        self._tried.pop(account.id, None)

    async def look(self) -> None:
        """Asks for a poll where something else lies by now; raises TransientError while the database is away."""
        away: set[str] = set()
        for tried in await self._waiting():
            kind = tried.account.password_ref.partition(":")[0]
            if kind in away:
                continue
            try:
                password = await self._resolver.password(tried.account.password_ref, FIELD)
            except UnresolvedError as error:
                away |= {kind} if error.is_passing else set()  # one question finds out that it is still away
                continue
            if password != tried.password:
                await self._ask(tried.account)

    async def _waiting(self) -> list[_Tried]:
        """Without accounts that were changed since, which are tried for that alone, or removed."""
        if self._tried:
            async with transaction(self._pool) as connection:
                active = await read_active(connection)
            self._tried = {key: tried for key, tried in self._tried.items() if active.get(key) == tried.account}
        return list(self._tried.values())

    def _note(self, account: PolledAccount, password: SecretStr | None) -> None:
        if account.auto_polling_enabled:
            self._tried[account.id] = _Tried(account, password)

    async def _ask(self, account: PolledAccount) -> None:
        logger.info("%s: something else lies at %s: it is tried now", account.label, account.password_ref)
        await ask_polls(self._pool, [PollRequested(account_id=account.id, force=True)])
        self._tried.pop(account.id, None)
