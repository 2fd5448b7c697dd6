"""One account's life in this process: wait, poll, do commands, be patient after failures. It delays nobody else."""

import asyncio
import logging
from contextlib import nullcontext

from services.poller.allowance import allowance_of
from services.poller.beside import Beside
from services.poller.canary import CanaryWatch
from services.poller.commands import do_commands, permitted
from services.poller.connection import AccountConnection
from services.poller.context import PollerContext
from services.poller.domain import schedule
from services.poller.domain.due import Due, NextPoll
from services.poller.domain.failures import AccountHealth, Failure, FailureKind, HealthState, health_after
from services.poller.domain.schedule import PollOrder
from services.poller.domain.standing import PAUSED, Facts
from services.poller.freshness import Freshness
from services.poller.poll_record import PollRecord
from services.poller.polling.poll import Poll
from services.poller.ports import BudgetUsedError, SourceFailedError
from services.poller.second_look import SecondLook
from services.poller.standing import AccountStanding
from services.poller.store.accounts import PolledAccount
from services.poller.store.canaries import CanaryStore
from services.poller.store.cursors import CursorStore
from services.poller.store.leased import LeasedAccount
from services.poller.store.requests import commands_of
from services.poller.store.standing import StandingStore
from services.poller.wake import Wake
from shared import metrics
from shared.errors import TransientError
from shared.postgres.lease import Lease

LONGEST_INTERRUPTION_S = 15.0
"""Kafka or PostgreSQL may be asked again soon: they are ours, and mail waits for nothing but them."""
KEPT_ALIVE_EACH_S = 300.0
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
        self._connection = AccountConnection(account, context, lambda: self._cursors, self._mailbox)
        frequency = schedule.frequency(account.poll_frequency, context.defaults)
        self._due = Due.first(self._now(), frequency, is_automatic=account.auto_polling_enabled)
        self._allowance = allowance_of(account, self._leased)
        self._record = PollRecord(account.label, self._leased, self._clock)
        self._standing = self._made_standing()
        self._freshness = self._made_freshness()
        self._second_look = self._made_second_look()
        self._canary = CanaryWatch(
            *(account, CanaryStore(self._leased), context, self._standing, self._wake),
            late_s=lambda: 0.0 if self._connection.is_pushed else self._due.frequency.interval_s,
        )
        self._beside = Beside(account.label, self._wake.is_asked.set)

    async def run(self) -> None:
        """Raises LeaseLostError when another process has taken over."""
        await self._begin()
        canary = {"canary": self._canary.run()} if self._account.has_canaries else {}
        self._beside.begin({"second look": self._second_look.run(), "state": self._standing.run(), **canary})
        try:
            while True:
                await self._turn()
        finally:
            await self._beside.end()
            await self._connection.close()

    async def _begin(self) -> None:
        """A login that was refused is left alone through a restart too, unless the account was changed since.

        A password that lies elsewhere may be another one by now: an environment changes by a restart alone.
        """
        refused_for_s = await self._standing.begin()
        if refused_for_s > 0 and self._account.auto_polling_enabled and not self._account.is_by_reference:
            self._due = self._due.refused(self._now(), refused_for_s)

    async def _turn(self) -> None:
        try:
            order, has_commands = await self._next()
            if order is not None:
                await self._poll(order)
            if has_commands:
                await self._do_commands()
        except SourceFailedError as error:  # at a command, or told to wait while waiting for push
            logger.info("%s", error.failure.line(self._account.label))
            await self._rested_after(error.failure)
        except TransientError as error:
            logger.warning("%s: %s", self._account.label, error)
            await self._interrupted()
        if not self._connection.is_pushed:
            await self._connection.close()

    async def _next(self) -> tuple[PollOrder | None, bool]:
        """Waits for the next thing to do: a poll that is due, asked for, pushed or worth a look, or commands."""
        while True:
            self._beside.need_all()
            now = self._now()
            is_resting = self._due.is_resting(now)
            order, has_commands = self._wake.take(may_poll=not self._is_held_back())
            if order is not None and (order.force or (self._account.auto_polling_enabled and not is_resting)):
                return order, has_commands
            if has_commands and not self._due.is_left_alone(now):
                return None, True
            if self._context.backpressure.is_on:
                if not await self._wake.asked(KEPT_ALIVE_EACH_S):
                    await self._connection.keep_alive()
                continue
            due_at = self._due.next_at(self._connection.renew_at)
            if self._freshness.is_asked and not is_resting:
                due_at = now
            if due_at <= now or await self._wait(min(due_at - now, 3600.0)):
                return PollOrder(), False

    def _is_held_back(self) -> bool:
        """Whether nothing is fetched for now; what was due then is due once that is over."""
        pressure = self._context.backpressure
        if pressure.is_on:
            self._due = self._due.in_s(self._now())
        self._standing.learn(held_back=pressure.reason)
        return pressure.is_on

    async def _wait(self, longest_s: float) -> bool:
        """Until something is asked for or the time is over; True as soon as the server says that there may be mail."""
        if self._connection.source is not None and self._account.auto_polling_enabled:
            return await self._wait_for_push(longest_s)
        await self._wake.asked(longest_s)
        return False

    async def _wait_for_push(self, longest_s: float) -> bool:
        """Servers end IDLE whenever they like: that is no failure of the account, whose next poll will tell."""
        try:
            return await self._connection.pushed(self._wake.is_asked, longest_s)
        except SourceFailedError as error:
            if error.failure.kind is FailureKind.QUOTA:
                raise
            self._due = self._due.in_s(self._now(), self._connection.again_in_s())
            logger.info("%s: IDLE ended: %s", self._account.label, error.failure.happened)
            return False

    async def _poll(self, order: PollOrder) -> None:
        began = self._now()
        poll: Poll | None = None
        try:
            if await self._freshness.shows_stale(self._cursors, may_lag=self._due.had_failure or self._due.has_more):
                await self._connection.close()
            was_open = self._connection.source
            source = await self._connection.for_poll(is_forced=order.force)
            limit = schedule.max_messages(self._account.max_emails_per_poll, order.max_messages, self._context.defaults)
            poll = Poll(
                *(self._account, source, self._cursors, self._context.ports),
                allowance=self._allowance,
                limit=limit,
                is_careful=self._due.had_failure,
            )
            await poll.run()
        except BudgetUsedError as error:
            await self._waits(error.failure, poll)
        except SourceFailedError as error:
            await self._record.failed(poll, await self._rested_after(error.failure, poll), self._next_poll())
        except TransientError as error:
            await self._interrupted()
            await self._record.interrupted(poll, error, self._next_poll())
        else:
            await self._succeeded(poll, self._now() - began, is_fresh=source is not was_open)
        metrics.POLL_SECONDS.observe(self._now() - began)
        is_well = not (self._due.had_failure or self._due.is_resting(self._now()))
        self._second_look.polled(is_well=is_well, has_gaps=poll is not None and poll.has_gaps)
        if order.witness:
            self._second_look.ask()

    async def _succeeded(self, poll: Poll, took_s: float, *, is_fresh: bool) -> None:
        messages, found, jitter = poll.tally.processed, poll.has_found, self._context.jitter()
        how_much = {"has_more": poll.has_more, "is_pushed": self._connection.is_pushed}
        self._due = self._due.brought(messages).succeeded(self._now(), found, jitter, **how_much)
        await self._record.went_well(poll, self._next_poll())
        came = messages + poll.canaries
        if await self._freshness.polled(self._cursors, is_fresh=is_fresh, messages=came, has_more=poll.has_more):
            self._connection.has_shown_news()
        self._canary.polled(has_seen=poll.canaries > 0)
        source = self._connection.source
        remark = source.remark if source is not None else ""
        self._standing.went_well(took_s, messages, self._proved_for_s(), remark)

    async def _waits(self, failure: Failure, poll: Poll | None) -> None:
        """What may be downloaded in a day is used up."""
        self._due = self._due.waits(self._now(), failure.wait_s)
        await self._connection.close()
        health = AccountHealth(HealthState.DEGRADED, failure.kind, failure.line(self._account.label))
        self._standing.failed(health, failure, self._due.waits_until)
        await self._record.failed(poll, health, self._next_poll())

    async def _rested_after(self, failure: Failure, poll: Poll | None = None) -> AccountHealth:
        """The account is left alone for a while; what that makes of its health."""
        self._due = self._due.brought(poll.tally.processed if poll else 0)
        await self._rest(failure.kind, self._context.longest_rest_s(failure.kind), failure.wait_s)
        state = health_after(failure, self._due.backoff.failures)
        health = AccountHealth(state, failure.kind, failure.line(self._account.label))
        self._standing.failed(health, failure, self._due.backoff.resumes_at())
        return health

    async def _interrupted(self) -> None:
        """Kafka, PostgreSQL or the blob store is away: no fault of the account."""
        await self._rest(FailureKind.NETWORK, min(LONGEST_INTERRUPTION_S, self._context.longest_backoff_s))

    async def _rest(self, kind: FailureKind, longest_s: float, asked_s: float = 0.0) -> None:
        self._due = self._due.failed(kind, self._now(), self._context.jitter(), longest_s, asked_s)
        await self._connection.close()

    def _next_poll(self) -> NextPoll:
        return self._due.next_poll(self._now(), is_pushed=self._connection.is_pushed)

    async def _do_commands(self) -> None:
        waiting = await commands_of(self._context.pool, self._account.id)
        commands = await permitted(waiting, self._context.pool, only_observes=self._account.only_observes)
        if not commands:
            return
        await do_commands(commands, await self._connection.opened(), self._context.pool, self._account.label)
        self._due = self._due.in_s(self._now())  # the folder that push watches was left: look at it anew

    def _made_standing(self) -> AccountStanding:
        paused = "" if self._account.auto_polling_enabled else PAUSED
        facts = Facts(self._now(), self._proved_for_s(), paused=paused)
        store, slow_s = StandingStore(self._leased, self._account.version), self._context.freshness.slow_poll_s
        return AccountStanding(self._account.label, store, self._context.ports.publish, self._clock, slow_s, facts)

    def _now(self) -> float:
        return self._clock.monotonic()

    def _proved_for_s(self) -> float:
        interval_s = self._due.frequency.interval_s
        return self._context.freshness.proved_for_s(interval_s, is_pushed=self._connection.is_pushed)

    def _made_second_look(self) -> SecondLook:
        mailbox = self._mailbox or nullcontext()
        return SecondLook(self._account, self._leased, self._cursors, self._context, mailbox, self._freshness)

    def _made_freshness(self) -> Freshness:
        check_s = self._context.freshness.check_s * (1 - self._context.jitter() / 4)
        what = (self._account.server, self._account.folders[0], self._standing, self._clock, check_s)
        return Freshness(*what, lambda: self._connection.is_pushed, self._wake.is_asked)
