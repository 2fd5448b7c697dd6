"""One account's life in this process: wait, poll, do commands, be patient after failures. It delays nobody else."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from services.poller.domain import schedule
from services.poller.domain.backoff import Backoff
from services.poller.domain.failures import Failure, FailureKind, HealthState, health_after
from services.poller.domain.schedule import Defaults
from services.poller.ports import CommandRefusedError, MailSource, SourceFailedError, UidlBook
from services.poller.requests import commands_of, count_attempt, finish_command
from services.poller.store import poll_log
from services.poller.store.accounts import Login, PolledAccount, read_login
from services.poller.store.cursors import AccountStore
from services.poller.store.poll_log import AccountHealth
from services.poller.sync import Poll, PollPorts
from services.poller.wake import PollOrder, Wake
from shared import metrics
from shared.errors import ConfigurationError, TransientError
from shared.events import MailboxRequested
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault

NEVER = float("inf")
ATTEMPTS_AT_A_COMMAND = 3
LONGEST_INTERRUPTION_S = 15.0
"""Kafka or PostgreSQL may be asked again soon: they are ours, and mail waits for nothing but them."""
POLLS_UNPROVEN = 4
"""After so many polls without news from a connection another one is opened: the first may have gone deaf."""
logger = logging.getLogger(__name__)
SourceFactory = Callable[[PolledAccount, Login, UidlBook], MailSource]


@dataclass(frozen=True, slots=True)
class PollerContext:
    """What every account of this process shares; `login_slot` bounds the connections that are being opened."""

    pool: Pool
    vault: Vault
    ports: PollPorts
    open_source: SourceFactory
    login_slot: AbstractAsyncContextManager[object]
    defaults: Defaults
    jitter: Callable[[], float]
    longest_backoff_s: float


class AccountLoop:
    """Runs until it is cancelled or the lease is lost."""

    def __init__(self, account: PolledAccount, lease: Lease, wake: Wake, context: PollerContext) -> None:
        self._account = account
        self._lease = lease
        self._wake = wake
        self._context = context
        self._clock = context.ports.clock
        self._store = AccountStore(context.pool, account.id, lease)
        self._source: MailSource | None = None
        self._backoff = Backoff()
        self._due_at = self._clock.monotonic() if account.auto_polling_enabled else NEVER
        self._had_failure = False
        self._polls_unproven = 0

    async def run(self) -> None:
        """Raises LeaseLostError when another process has taken over."""
        try:
            while True:
                await self._turn()
        finally:
            metrics.LAST_GOOD_POLL.forget(self._account.id)
            await self._close()

    async def _turn(self) -> None:
        try:
            order, has_commands = await self._next()
            if order is not None:
                await self._poll(order)
            if has_commands:
                await self._do_commands()
        except SourceFailedError as error:  # while waiting for push, or at a command
            logger.info("%s", error.failure.line(self._account.label))
            await self._rest(error.failure.kind, self._context.longest_backoff_s, error.failure.wait_s)
        except TransientError as error:
            logger.warning("%s: %s", self._account.label, error)
            await self._rest(FailureKind.NETWORK, min(LONGEST_INTERRUPTION_S, self._context.longest_backoff_s))
        if self._source is not None and not self._source.can_push:
            await self._close()

    async def _next(self) -> tuple[PollOrder | None, bool]:
        """Waits for the next thing to do: a poll that is due, asked for or pushed, or commands."""
        while True:
            now = self._clock.monotonic()
            is_resting = now < self._backoff.resumes_at()
            order, has_commands = self._wake.take()
            if order is not None and (order.force or (self._account.auto_polling_enabled and not is_resting)):
                return order, has_commands
            if has_commands and not is_resting:
                return None, True
            due_at = max(self._due_at, self._backoff.resumes_at())
            if due_at <= now or await self._wait(min(due_at - now, 3600.0)):
                return PollOrder(), False

    async def _wait(self, longest_s: float) -> bool:
        """Until the wake rings or the time is over; True as soon as the server says that there may be mail."""
        if self._source is not None and self._account.auto_polling_enabled:
            return await self._source.wait_for_push(self._wake.called, longest_s)
        try:
            async with asyncio.timeout(longest_s):
                await self._wake.called.wait()
        except TimeoutError:
            pass
        return False

    async def _poll(self, order: PollOrder) -> None:
        began = self._clock.monotonic()
        poll: Poll | None = None
        self._polls_unproven += 1
        if order.force or self._polls_unproven > POLLS_UNPROVEN:
            await self._close()  # what a fresh connection shows may have escaped this one
        try:
            source = await self._opened()
            limit = schedule.max_messages(self._account.max_emails_per_poll, order.max_messages, self._context.defaults)
            poll = Poll(
                self._account, source, self._store, self._context.ports, limit=limit, is_careful=self._had_failure
            )
            await poll.run()
        except SourceFailedError as error:
            await self._failed(error.failure, poll)
        except TransientError as error:
            await self._interrupted(error, poll)
        else:
            await self._succeeded(poll)
        metrics.POLL_SECONDS.observe(self._clock.monotonic() - began)

    async def _succeeded(self, poll: Poll) -> None:
        self._had_failure = False
        self._backoff = self._backoff.succeeded(self._clock.monotonic())
        await self._log(poll, "", AccountHealth(HealthState.OK))
        metrics.POLLS.labels("ok").inc()
        metrics.LAST_GOOD_POLL.good(self._account.id)
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
        metrics.POLLS.labels(failure.kind).inc()
        await self._log(poll, line, AccountHealth(health_after(failure, self._backoff.failures), failure.kind, line))

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
        tally = poll.tally if poll is not None else poll_log.Tally(self._clock.now())
        is_live = health is not None and health.state is HealthState.OK
        await poll_log.finish(self._context.pool, self._lease, self._account.id, tally, error, health, is_live=is_live)

    async def _do_commands(self) -> None:
        commands = await commands_of(self._context.pool, self._account.id)
        if not commands:
            return
        source = await self._opened()
        for command in commands:
            try:
                result, is_done = await source.change(command), True
            except CommandRefusedError as error:
                result, is_done = str(error), False
                logger.warning("%s: %s of UID %d: %s", self._account.label, command.action, command.uid, result)
            except SourceFailedError as error:
                await self._count_attempt(command, error)
                raise
            await finish_command(self._context.pool, command, is_done=is_done, result=result)
        if self._account.auto_polling_enabled:
            self._due_at = self._clock.monotonic()  # the folder that push watches was left: look at it anew

    async def _count_attempt(self, command: MailboxRequested, error: SourceFailedError) -> None:
        """A command that the connection does not survive must not keep those behind it waiting for ever."""
        attempts = await count_attempt(self._context.pool, command)
        if attempts < ATTEMPTS_AT_A_COMMAND:
            return
        result = f"given up after {attempts} attempts: {error.failure.happened}"
        logger.warning("%s: command %s: %s", self._account.label, command.command_id, result)
        await finish_command(self._context.pool, command, is_done=False, result=result)

    async def _opened(self) -> MailSource:
        if self._source is None:
            try:
                async with transaction(self._context.pool) as connection:
                    login = await read_login(connection, self._account, self._context.vault)
            except ConfigurationError as error:
                raise SourceFailedError(_unusable_secret(error)) from None
            source = self._context.open_source(self._account, login, self._store)
            self._source = source
            async with self._context.login_slot:
                await source.open()
            self._polls_unproven = 0
        return self._source

    async def _close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            await source.close()


def _unusable_secret(error: ConfigurationError) -> Failure:
    happened, _, next_step = str(error).partition(": ")
    return Failure(FailureKind.AUTH, happened, next_step)
