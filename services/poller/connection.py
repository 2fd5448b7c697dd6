"""The one connection that an account's polls and commands use: opened when it is needed, kept while it can push."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

from services.poller.context import PollerContext
from services.poller.domain.due import NEVER
from services.poller.domain.failures import FailureKind
from services.poller.domain.push import Push
from services.poller.ports import MailSource, SourceFailedError, UidlBook
from services.poller.seats import Doing, Place, Use
from services.poller.store.accounts import PolledAccount
from shared import metrics

POLLS_UNPROVEN = 4
"""After so many polls without news from a connection another one is opened: the first may have gone deaf."""
GREATEST_AGE_S = 3600.0
"""No connection is older, give or take: what has gone wrong in one ends with it."""


class AccountConnection:
    """`renew_at`: when it is too old. `mailbox` is held while a session must be the only one (POP3)."""

    def __init__(
        self, account: PolledAccount, context: PollerContext, book: Callable[[], UidlBook], mailbox: asyncio.Lock | None
    ) -> None:
        self._account = account
        self._context = context
        self._clock = context.ports.clock
        self._book = book
        self._mailbox = mailbox
        self._source: MailSource | None = None
        self._place: Place | None = None
        self._stays = False
        self._held = AsyncExitStack()
        self._push = Push()
        self._polls = 0
        self.renew_at = NEVER

    @property
    def source(self) -> MailSource | None:
        """The open session, if there is one."""
        return self._source

    @property
    def is_pushed(self) -> bool:
        """Whether it is open, may stay so, and the server is let to tell what comes."""
        is_wanted = self._account.auto_polling_enabled and self._push.is_wanted(self._clock.monotonic())
        return self._source is not None and self._stays and is_wanted and self._source.can_push

    async def opened(self) -> MailSource:
        """Raises SourceFailedError."""
        if self._source is None:
            async with AsyncExitStack() as entered:
                if self._mailbox is not None:
                    await entered.enter_async_context(self._mailbox)
                session = self._context.sources.session(self._account, self._book(), Use.POLL)
                opened = await entered.enter_async_context(session)
                self._source, self._place = opened.source, opened.place
                self._held = entered.pop_all()
            self._stays = opened.place.stays()
            self._polls = 0
            self.renew_at = self._clock.monotonic() + GREATEST_AGE_S * (1 - self._context.jitter() / 4)
        return self._source

    async def for_poll(self, *, is_forced: bool) -> MailSource:
        """For another poll, and a fresh one where what it would show may have escaped the open one."""
        self._polls += 1
        if is_forced or self._polls > POLLS_UNPROVEN or self._clock.monotonic() >= self.renew_at:
            await self.close()
        source = await self.opened()
        self._stays = self._place is not None and self._place.stays()
        return source

    def has_shown_news(self) -> None:
        """It is not deaf."""
        self._polls = 0

    async def pushed(self, stop: asyncio.Event, longest_s: float) -> bool:
        """True as soon as the server says that there may be mail. Raises SourceFailedError, after which it is closed.

        A server that offers push and refuses it is polled.
        """
        source, began = await self.opened(), self._clock.monotonic()
        try:
            with self._idle():
                has_news = await source.wait_for_push(stop, longest_s)
        except SourceFailedError as error:
            now = self._clock.monotonic()
            if error.failure.kind is not FailureKind.QUOTA:
                self._push = self._push.cut(now, now - began)
                metrics.IDLE_CUTS.inc()
                await self.close()
            raise
        now = self._clock.monotonic()
        if source.can_push:
            self._push = self._push.held(now - began, has_news=has_news)
        else:
            self._push = self._push.refused(now)
            await self.close()
        return has_news

    @contextmanager
    def _idle(self) -> Iterator[None]:
        """In the metrics: nothing is done while the block runs."""
        place = self._place
        if place is not None:
            place.does(Doing.IDLE)
        try:
            yield
        finally:
            if place is not None and place.doing is not None:
                place.does(Doing.WORKING)

    async def keep_alive(self) -> None:
        """So that the server does not end it for silence. Raises SourceFailedError."""
        if self.is_pushed:
            await (await self.opened()).examine(self._account.folders[0])

    def again_in_s(self) -> float:
        """How soon to connect after a push was cut."""
        return self._push.delay_s(self._context.jitter())

    async def close(self) -> None:
        """Ends the session, if there is one."""
        self._source = self._place = None
        self.renew_at = NEVER
        held, self._held = self._held, AsyncExitStack()
        await held.aclose()
