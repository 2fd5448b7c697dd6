"""One account's life in this process: wait, poll, do commands, be patient after failures. It delays nobody else."""

import asyncio
import logging
from contextlib import AsyncExitStack, nullcontext

from services.poller.commands import do_commands
from services.poller.context import PollerContext
from services.poller.domain import schedule
from services.poller.domain.backoff import Backoff
from services.poller.domain.failures import AccountHealth, Failure, FailureKind, HealthState, health_after
from services.poller.domain.push import Push
from services.poller.domain.schedule import PollOrder
from services.poller.domain.tally import Tally
from services.poller.polling.poll import Poll
from services.poller.ports import MailSource, SourceFailedError
from services.poller.second_look import SecondLook
from services.poller.store.accounts import PolledAccount
from services.poller.store.cursors import CursorStore
from services.poller.store.leased import LeasedAccount
from services.poller.store.poll_log import finish
from services.poller.store.requests import commands_of, refuse_commands
from services.poller.wake import Wake
from shared import metrics
from shared.errors import TransientError
from shared.postgres.lease import Lease

NEVER = float("inf")
LONGEST_INTERRUPTION_S = 15.0
"""Kafka or PostgreSQL may be asked again soon: they are ours, and mail waits for nothing but them."""
POLLS_UNPROVEN = 4
"""After so many polls without news from a connection another one is opened: the first may have gone deaf."""
GREATEST_AGE_S = 3600.0
"""No connection is older, give or take: what has gone wrong in one ends with it."""
logger = logging.getLogger(__name__)


class AccountLoop:
    """Runs until it is cancelled or the lease is lost."""

    def __init__(self, account: PolledAccount, lease: Lease, wake: Wake, context: PollerContext) -> None:
        self._account = account
        self._wake = wake
        self._context = context
        self._clock = context.ports.clock
        self._leased = LeasedAccount(context.pool, account.id, lease)
        self._cursors = CursorStore(self._leased, context.second_look.gap_retry_s)
        self._mailbox = asyncio.Lock() if account.protocol == "pop3" else None
        self._second_look = self._made_second_look()
        self._beside: asyncio.Task[None] | None = None
        self._source: MailSource | None = None
        self._held = AsyncExitStack()
        self._backoff = Backoff()
        self._due_at = self._clock.monotonic() if account.auto_polling_enabled else NEVER
        self._had_failure = False
        self._polls_unproven = 0
        self._renew_at = NEVER
        self._push = Push()

    async def run(self) -> None:
        """Raises LeaseLostError when another process has taken over."""
        self._beside = asyncio.create_task(self._second_look.run(), name=f"{self._account.label}, second look")
        self._beside.add_done_callback(lambda _: self._wake.is_asked.set())
        try:
            while True:
                await self._turn()
        finally:
            self._beside.cancel()
            await asyncio.gather(self._beside, return_exceptions=True)
            await self._close()

    async def _turn(self) -> None:
        try:
            order, has_commands = await self._next()
            if order is not None:
                await self._poll(order)
            if has_commands:
                await self._do_commands()
        except SourceFailedError as error:  # at a command, or told to wait while waiting for push
            logger.info("%s", error.failure.line(self._account.label))
            await self._rest(error.failure.kind, self._context.longest_backoff_s, error.failure.wait_s)
        except TransientError as error:
            logger.warning("%s: %s", self._account.label, error)
            await self._rest(FailureKind.NETWORK, min(LONGEST_INTERRUPTION_S, self._context.longest_backoff_s))
        if self._source is not None and not self._is_pushed(self._source):
            await self._close()

    async def _next(self) -> tuple[PollOrder | None, bool]:
        """Waits for the next thing to do: a poll that is due, asked for or pushed, or commands."""
        while True:
            if self._beside is not None and self._beside.done():
                self._beside.result()  # it ends by what ends this loop, too
            now = self._clock.monotonic()
            is_resting = now < self._backoff.resumes_at()
            order, has_commands = self._wake.take()
            if order is not None and (order.force or (self._account.auto_polling_enabled and not is_resting)):
                return order, has_commands
            if has_commands and not is_resting:
                return None, True
            due_at = max(min(self._due_at, self._renew_at), self._backoff.resumes_at())
            if due_at <= now or await self._wait(min(due_at - now, 3600.0)):
                return PollOrder(), False

    async def _wait(self, longest_s: float) -> bool:
        """Until something is asked for or the time is over; True as soon as the server says that there may be mail."""
        if self._source is not None and self._account.auto_polling_enabled:
            return await self._wait_for_push(self._source, longest_s)
        try:
            async with asyncio.timeout(longest_s):
                await self._wake.is_asked.wait()
        except TimeoutError:
            pass
        return False

    def _is_pushed(self, source: MailSource) -> bool:
        return self._account.auto_polling_enabled and source.can_push and self._push.is_wanted(self._clock.monotonic())

    async def _wait_for_push(self, source: MailSource, longest_s: float) -> bool:
        """Servers end IDLE whenever they like: that is no failure of the account, whose next poll will tell."""
        began = self._clock.monotonic()
        try:
            has_news = await source.wait_for_push(self._wake.is_asked, longest_s)
        except SourceFailedError as error:
            if error.failure.kind is FailureKind.QUOTA:
                raise
            now = self._clock.monotonic()
            self._push = self._push.cut(now, now - began)
            self._due_at = now + self._push.delay_s(self._context.jitter())
            metrics.IDLE_CUTS.inc()
            logger.info("%s: IDLE ended: %s", self._account.label, error.failure.happened)
            await self._close()
            return False
        now = self._clock.monotonic()
        if source.can_push:
            self._push = self._push.held(now - began, has_news=has_news)
        else:
            self._push = self._push.refused(now)
            await self._close()
        return has_news

    async def _poll(self, order: PollOrder) -> None:
        began = self._clock.monotonic()
        poll: Poll | None = None
        self._polls_unproven += 1
        if order.force or self._polls_unproven > POLLS_UNPROVEN or began >= self._renew_at:
            await self._close()  # what a fresh connection shows may have escaped this one
        try:
            source = await self._opened()
            limit = schedule.max_messages(self._account.max_emails_per_poll, order.max_messages, self._context.defaults)
            poll = Poll(
                self._account, source, self._cursors, self._context.ports, limit=limit, is_careful=self._had_failure
            )
            await poll.run()
        except SourceFailedError as error:
            await self._failed(error.failure, poll)
        except TransientError as error:
            await self._interrupted(error, poll)
        else:
            await self._succeeded(poll)
        metrics.POLL_SECONDS.observe(self._clock.monotonic() - began)
        self._second_look.polled(is_well=not self._had_failure, has_gaps=poll is not None and poll.has_gaps)
        if order.witness:
            self._second_look.ask()

    async def _succeeded(self, poll: Poll) -> None:
        self._had_failure = False
        self._backoff = self._backoff.succeeded(self._clock.monotonic())
        await self._log(poll, "", AccountHealth(HealthState.OK))
        metrics.POLLS.labels("ok").inc()
        metrics.ACCOUNTS.good(self._account.id)
        if poll.tally.processed:
            self._polls_unproven = 0
            logger.info("%s: %d messages fetched", self._account.label, poll.tally.processed)
        if not self._account.auto_polling_enabled:
            self._due_at = NEVER
        elif poll.has_more:
            self._due_at = self._clock.monotonic()
        else:
            self._due_at = self._clock.monotonic() + schedule.frequency_s(
                self._account.poll_frequency, self._context.defaults
            )

    async def _failed(self, failure: Failure, poll: Poll | None) -> None:
        await self._rest(failure.kind, self._context.longest_backoff_s, failure.wait_s)
        line = failure.line(self._account.label)
        logger.warning("%s", line)
        health = AccountHealth(health_after(failure, self._backoff.failures), failure.kind, line)
        metrics.POLLS.labels(failure.kind).inc()
        metrics.ACCOUNTS.failed(self._account.id, health.state, failure.kind)
        await self._log(poll, line, health)

    async def _interrupted(self, error: TransientError, poll: Poll | None) -> None:
        """Kafka, PostgreSQL or the blob store is away: no fault of the account."""
        await self._rest(FailureKind.NETWORK, min(LONGEST_INTERRUPTION_S, self._context.longest_backoff_s))
        logger.warning("%s: the poll stopped: %s", self._account.label, error)
        metrics.POLLS.labels("interrupted").inc()
        await self._log(poll, str(error), None)

    async def _rest(self, kind: FailureKind, longest_s: float, asked_s: float = 0.0) -> None:
        self._had_failure = True
        now, jitter = self._clock.monotonic(), self._context.jitter()
        self._backoff = self._backoff.failed(kind, now, jitter, longest_s, asked_s)
        if self._account.auto_polling_enabled:
            self._due_at = self._backoff.resumes_at()
        await self._close()

    async def _log(self, poll: Poll | None, error: str, health: AccountHealth | None) -> None:
        tally = poll.tally if poll is not None else Tally(self._clock.now())
        await finish(self._leased, tally, error, health)

    async def _do_commands(self) -> None:
        commands = await commands_of(self._context.pool, self._account.id)
        if not commands:
            return
        if self._account.only_observes:
            await refuse_commands(self._context.pool, self._account.id)
            return
        await do_commands(commands, await self._opened(), self._context.pool, self._account.label)
        if self._account.auto_polling_enabled:
            self._due_at = self._clock.monotonic()  # the folder that push watches was left: look at it anew

    async def _opened(self) -> MailSource:
        if self._source is None:
            async with AsyncExitStack() as entered:
                if self._mailbox is not None:
                    await entered.enter_async_context(self._mailbox)
                self._source = await self._context.sources.opened(self._account, self._cursors)
                self._held = entered.pop_all()
            self._polls_unproven = 0
            self._renew_at = self._clock.monotonic() + GREATEST_AGE_S * (1 - self._context.jitter() / 4)
        return self._source

    async def _close(self) -> None:
        source, self._source = self._source, None
        self._renew_at = NEVER
        async with self._held:
            if source is not None:
                await source.close()
        self._held = AsyncExitStack()

    def _made_second_look(self) -> SecondLook:
        mailbox = self._mailbox or nullcontext()
        return SecondLook(self._account, self._leased, self._cursors, self._context, mailbox)
