"""The connections that may be open at the same time: a seat each, of its account and of its host in this process.

All that connects asks here: polls and commands, the second look, imports, connectivity tests.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.poller.domain import ceiling
from services.poller.domain.ceiling import Ceiling, Scope
from services.poller.domain.failures import Failure
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import PolledAccount
from shared import metrics
from shared.ids import AccountId

SEAT_WITHIN_S = 60.0
logger = logging.getLogger(__name__)


class Use(StrEnum):
    """What a connection is for."""

    POLL = "poll"
    SECOND_LOOK = "second_look"
    IMPORT = "import"
    TEST = "test"


@dataclass(slots=True)
class Seats:
    """Those of an account, or of a host; who waits gets one in turn. `now` gives seconds that only rise."""

    scope: Scope
    now: Callable[[], float]
    ceiling: Ceiling = field(default_factory=Ceiling)
    taken: int = 0
    _stay: set[object] = field(default_factory=set)
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)

    @property
    def most(self) -> int | None:
        """How many there are just now."""
        return self.ceiling.at(self.now())

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for one."""
        return bool(self._waiting)

    def allow(self, limit: int | None) -> None:
        """So many from now on; who has one keeps it."""
        self.ceiling = replace(self.ceiling, limit=limit)
        self._let_in()

    def refused(self) -> int:
        """The server took one less than what is taken now; returns how many are used for a while."""
        self.ceiling = self.ceiling.refused(self.now(), self.taken - 1)
        return self.most or 1

    @asynccontextmanager
    async def seat(self, server: str, within_s: float) -> AsyncIterator[None]:
        """Raises SourceFailedError when none is free in time."""
        await self._take(server, within_s)
        try:
            yield
        finally:
            self.taken -= 1
            self._let_in()

    def stays(self, who: object) -> bool:
        """Whether a connection may stay open while nothing is done on it; those who came first do."""
        limit = ceiling.staying(self.most)
        self._stay.discard(who)
        if limit is not None and len(self._stay) >= limit:
            return False
        self._stay.add(who)
        return True

    def goes(self, who: object) -> None:
        """It is closed."""
        self._stay.discard(who)

    async def _take(self, server: str, within_s: float) -> None:
        if not self._waiting and self._has_room():
            self.taken += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(within_s):
                await turn
        except BaseException as error:
            self._give_up(turn)
            if isinstance(error, TimeoutError):
                raise SourceFailedError(ceiling.no_place(server, self.scope, self.most or self.taken)) from None
            raise

    def _give_up(self, turn: "asyncio.Future[None]") -> None:
        """A seat that was given at this very moment goes on to the next."""
        if turn.done() and not turn.cancelled():
            self.taken -= 1
        else:
            self._waiting.remove(turn)
        self._let_in()

    def _has_room(self) -> bool:
        most = self.most
        return most is None or self.taken < most

    def _let_in(self) -> None:
        while self._waiting and self._has_room():
            turn = self._waiting.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)


class Doing(StrEnum):
    """What a connection does: it is being made, works, or waits for the server to tell of mail."""

    CONNECTING = "connecting"
    WORKING = "working"
    IDLE = "idle"


@dataclass(slots=True, eq=False)
class Place:
    """A connection's seats, and what it does there."""

    account: Seats
    host: Seats
    use: Use
    doing: Doing | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for it: who can go on later gives way."""
        return self.account.is_wanted or self.host.is_wanted

    def stays(self) -> bool:
        """Whether it may stay open while nothing is done on it: asked anew now and then, since it may become less."""
        return self.account.stays(self) and self.host.stays(self)

    def goes(self) -> None:
        """It is closed."""
        self.account.goes(self)
        self.host.goes(self)
        self.does(None)

    def does(self, doing: Doing | None) -> None:
        """In the metrics."""
        if self.doing is not None:
            metrics.CONNECTIONS.labels(self.use, self.doing).dec()
        if doing is not None:
            metrics.CONNECTIONS.labels(self.use, doing).inc()
        self.doing = doing


class Places:
    """All seats of this process. What a refusal has shown is forgotten with it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._of_account: dict[AccountId, Seats] = {}
        self._of_host: dict[str, Seats] = {}
        self._shares: Mapping[str, int] = {}

    def share(self, shares: Mapping[str, int]) -> None:
        """So many connections to each host from now on; without a limit to those that are not among these."""
        self._shares = shares
        for host, seats in self._of_host.items():
            seats.allow(shares.get(host))

    @asynccontextmanager
    async def place(self, account: PolledAccount, use: Use, within_s: float = SEAT_WITHIN_S) -> AsyncIterator[Place]:
        """For as long as the connection lasts. Raises SourceFailedError when none is free in time."""
        of_account, of_host = self._seats(account)
        async with of_account.seat(account.server, within_s), of_host.seat(account.server, within_s):
            place = Place(of_account, of_host, use)
            place.does(Doing.CONNECTING)
            try:
                yield place
            finally:
                place.goes()

    def refused(self, account: PolledAccount, failure: Failure) -> None:
        """A connection that has its place was not made; one that was too many leaves less for a while."""
        scope = ceiling.refused_scope(failure)
        if scope is None:
            return
        of_account, of_host = self._seats(account)
        most = (of_account if scope is Scope.ACCOUNT else of_host).refused()
        metrics.CONNECTION_REFUSALS.labels(scope).inc()
        logger.warning(
            "%s: %s takes no more connections (%s): at most %d to it are used for the next %d min",
            *(account.label, account.server, failure.said, most, ceiling.LOWERED_FOR_S / 60),
        )

    def _seats(self, account: PolledAccount) -> tuple[Seats, Seats]:
        host = account.host.lower()
        of_account = self._of_account.setdefault(account.id, Seats(Scope.ACCOUNT, self._now))
        of_account.allow(account.limits.max_connections)
        of_host = self._of_host.setdefault(host, Seats(Scope.HOST, self._now, Ceiling(self._shares.get(host))))
        return of_account, of_host
