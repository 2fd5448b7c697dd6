"""Does this account work, and if not, where does it break? Asked by a person, answered step by step."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from services.poller.domain import failures
from services.poller.domain.failures import FailureKind
from services.poller.domain.list_answer import ListedFolder
from services.poller.domain.steps import StepName, expected_steps, trouble_of
from services.poller.ports import SourceFailedError, WalkedSource
from services.poller.seats import Use
from services.poller.slots import LoginSlots
from services.poller.sources import Sources
from services.poller.store.accounts import Login, PolledAccount, read_one
from services.poller.store.checks import Outcome, write_check
from shared import metrics
from shared.errors import TransientError
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from shared.postgres.sessions import Pool, transaction
from shared.walk import StepState, Walk

CHECK_WITHIN_S = 45.0
SEAT_WITHIN_S = 20.0
logger = logging.getLogger(__name__)


class _NoListing:
    """A check reads no listing, so no UIDL needs a number."""

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        return {}


async def walk_through(source: WalkedSource, server: str, folders: Sequence[str], walk: Walk) -> Sequence[ListedFolder]:
    """The whole way on a source that is not open yet, whoever gave its values; what is wrong is in the walk.

    Gives the folders that there are to choose from, as far as it came.
    """
    found: Sequence[ListedFolder] = ()
    try:
        async with asyncio.timeout(CHECK_WITHIN_S):
            await source.open(walk)
            found = await source.look(folders, walk)
            walk.end()
    except SourceFailedError as error:
        walk.fail(trouble_of(error.failure))
    except TimeoutError:
        walk.fail(trouble_of(failures.silent(server, CHECK_WITHIN_S)))
    finally:
        await source.close()
    return found


@dataclass(frozen=True, slots=True)
class _Tried:
    """How far it came, with which login, and the folders that it has seen."""

    walk: Walk
    login: Login | None = None
    folders: Sequence[ListedFolder] = ()


@dataclass(frozen=True, slots=True)
class Checker:
    """Walks beside the accounts' own loops, on connections of its own. `now` gives seconds that only rise."""

    pool: Pool
    sources: Sources
    slots: LoginSlots
    now: Callable[[], float]

    async def check(self, request: ConnectivityRequested) -> None:
        """Walks to the account's server and writes down how far it came."""
        try:
            outcome = await self._outcome(request.account_id)
            await write_check(self.pool, request, outcome)
            logger.info("connectivity test: %s", outcome.message)
            metrics.CHECKS.labels("incoming", "ok" if outcome.is_ok else "failed").inc()
        except TransientError as error:
            logger.warning("account %d: its test has no answer, ask again: %s", request.account_id, error)

    async def _outcome(self, account_id: AccountId) -> Outcome:
        async with transaction(self.pool) as connection:
            account = await read_one(connection, account_id)
        if account is None:
            return Outcome(False, f"account {account_id} does not exist: see `mailweave accounts list`")
        tried = await self._walked(account)
        steps = tried.walk.steps
        failed = next((step for step in steps if step.state is StepState.FAILED), None)
        if failed is not None:
            said = f"{account.label}: {failed.happened}: {failed.next_step}"
            return Outcome(False, said, steps, tried.folders)
        works = f"{account.label}: {account.protocol.upper()} login to {account.server} works"
        return Outcome(True, works, steps, tried.folders)

    async def _walked(self, account: PolledAccount) -> _Tried:
        tried = await self._tried(account)
        if tried.login is not None and tried.login.is_by_token and _is_refused(tried.walk):
            # As for a poll: a token may have been taken back before its end.
            return await self._tried(account, tried.login.credential.secret)
        return tried

    async def _tried(self, account: PolledAccount, refused: SecretStr | None = None) -> _Tried:
        how = {"is_oauth": account.is_oauth, "is_by_reference": account.is_by_reference}
        steps = expected_steps(account.protocol, account.folders, account.security, **how)
        walk = Walk(steps, self.now)
        walk.reach(StepName.ACCOUNT)
        if account.is_oauth:
            walk.reach(StepName.TOKEN)
        elif account.is_by_reference:
            walk.reach(StepName.PASSWORD)
        try:
            login = await self.sources.login(account, refused)
        except SourceFailedError as error:
            walk.fail(trouble_of(error.failure))
            return _Tried(walk)
        source = self.sources.make(account, login, _NoListing())
        try:
            async with self.sources.places.place(account, Use.TEST, SEAT_WITHIN_S), self.slots.slot(account.server):
                found = await walk_through(source, account.server, account.folders, walk)
        except SourceFailedError as error:
            walk.fail(trouble_of(error.failure))
            return _Tried(walk, login)
        return _Tried(walk, login, found)


def _is_refused(walk: Walk) -> bool:
    return any(step.state is StepState.FAILED and step.cause == FailureKind.AUTH for step in walk.steps)
