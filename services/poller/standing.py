"""Keeps an account's one state: written when it changes, told to Kafka until it is acknowledged, a line in the log.

It runs beside the loop, so that no poll waits for it. The stored change is the outbox: who dies before it is told
leaves it to whoever holds the account next.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from services.poller.domain.failures import AccountHealth, Failure, FailureKind, HealthState
from services.poller.domain.standing import Facts, ReceivingState, Standing, doubtful_at, standing
from services.poller.store.standing import StandingStore, Stored, Written
from shared import metrics
from shared.clock import Clock
from shared.crash import CrashPoint, crash_point
from shared.errors import TransientError
from shared.events import AccountChanged
from shared.metrics.by_account.receiving import Shown

AGAIN_AFTER_S = 5.0
PROOF_WRITTEN_EACH_S = 60.0
FORGOTTEN_AFTER_S = 300.0
"""So much later than the poller would doubt a proof itself, nobody polls the account any more."""
Publish = Callable[[list[AccountChanged]], Awaitable[None]]
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class AccountStanding:
    """One account's. `learn` tells it what the loop has come to know; everything else follows."""

    label: str
    store: StandingStore
    publish: Publish
    clock: Clock
    slow_poll_s: float
    facts: Facts
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _known: Standing | None = None
    _written_proof: float = float("-inf")
    _is_proved: bool = False
    _may_be_untold: bool = True

    def learn(self, **facts: Any) -> None:
        """Replaces facts by their names."""
        changed = replace(self.facts, **facts)
        if changed != self.facts:
            self.facts = changed
            self._news.set()

    def went_well(self, took_s: float, messages: int, proved_for_s: float, remark: str) -> None:
        """A poll succeeded; a proof is believed for so long from now on."""
        well = AccountHealth(HealthState.OK)
        self.learn(
            health=well,
            failure=None,
            retry_at=None,
            took_s=took_s,
            messages=messages,
            proved_for_s=proved_for_s,
            remark=remark,
        )

    def failed(self, health: AccountHealth, failure: Failure, retry_at: float | None) -> None:
        """The last attempt failed; the next one is at this moment."""
        self.learn(health=health, failure=failure, retry_at=retry_at)

    def proved(self) -> None:
        """It was shown just now that new mail would be seen."""
        self._is_proved = True
        metrics.RECEIVING.proved(self.store.account.id)
        self.learn(proved_at=self.clock.monotonic(), doubt=None)

    async def begin(self) -> float:
        """Takes up what is stored; returns for how many seconds a login that was refused is to be left alone."""
        account_id, now = self.store.account.id, self.clock.monotonic()
        try:
            stored = await self.store.read()
        except TransientError as error:
            logger.warning("%s: how it was left cannot be read: %s", self.label, error)
            stored = None
        if stored is None:
            metrics.RECEIVING.begin(account_id, 0.0)
            return 0.0
        kind = FailureKind(stored.kind) if stored.kind else None
        left_s = max(0.0, stored.next_try_s or 0.0) if stored.version == self.store.version else 0.0
        is_refused = stored.state == ReceivingState.FAILING and kind is FailureKind.AUTH
        retry_at = now + stored.next_try_s if stored.next_try_s is not None else None
        self._known = Standing(ReceivingState(stored.state), kind, stored.reason, retry_at)
        metrics.RECEIVING.begin(account_id, stored.proof_s_ago or 0.0)
        metrics.RECEIVING.show(account_id, _shown(self._known, stored))
        return left_s if is_refused else 0.0

    async def run(self) -> None:
        """Until it is cancelled. Raises LeaseLostError when another process has taken over."""
        while True:
            self._news.clear()
            try:
                await self.settle()
            except TransientError as error:
                logger.info("%s: its state cannot be told yet: %s", self.label, error)
                await self._rested(AGAIN_AFTER_S)
            else:
                await self._rested(self._due_in_s())

    async def settle(self) -> None:
        """Writes what is new and tells what is untold."""
        now = self.clock.monotonic()
        present = standing(self.facts, self.slow_poll_s, now)
        if present is not None and (present != self._known or self._has_newer_proof()):
            await self._write(present, now)
        while untold := await self.store.untold() if self._may_be_untold else ():
            await self.publish(list(untold))
            await self.store.told(untold)
        self._may_be_untold = False

    async def _write(self, present: Standing, now: float) -> None:
        proved_at = self.facts.proved_at
        is_watched = present.state is not ReceivingState.PAUSED
        written = await self.store.write(
            present,
            next_try_s=max(0.0, present.retry_at - now) if present.retry_at is not None else None,
            proof_s_ago=now - proved_at if self._is_proved else None,
            doubtful_s=doubtful_at(self.facts) - now + FORGOTTEN_AFTER_S if is_watched else None,
        )
        if written.is_change:
            self._may_be_untold = True
            crash_point(CrashPoint.POLLER_AFTER_STATE)
            self._say(present, written)
            metrics.RECEIVING_CHANGES.labels(present.state).inc()
        self._known, self._written_proof = present, proved_at
        metrics.RECEIVING.show(self.store.account.id, _shown(present, written))

    def _has_newer_proof(self) -> bool:
        """A proof that is much newer than the one that is written; in a stream of mail each poll is one."""
        each_s = min(PROOF_WRITTEN_EACH_S, self.facts.proved_for_s / 10)
        return self._is_proved and self.facts.proved_at - self._written_proof >= each_s

    def _due_in_s(self) -> float | None:
        """Until the proof is too old; None where time alone changes nothing."""
        present = self._known
        if present is None or present.state is not ReceivingState.OK:
            return None
        return max(0.0, doubtful_at(self.facts) - self.clock.monotonic())

    async def _rested(self, longest_s: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._news.wait()

    def _say(self, present: Standing, written: Written) -> None:
        """The one line of a change: a warning where something is wrong."""
        is_well = present.state in (ReceivingState.OK, ReceivingState.PAUSED)
        kind = f" ({present.kind})" if present.kind is not None else ""
        before = f", was {written.was} for {written.lasted_s:.0f} s" if written.was is not None else ""
        reason = f": {present.reason}" if present.reason else ""
        again = f"; next try at {written.next_try_at:%H:%M:%S} UTC" if written.next_try_at is not None else ""
        level = logging.INFO if is_well else logging.WARNING
        logger.log(level, "%s: %s%s%s%s%s", self.label, present.state, kind, before, reason, again)


def _shown(present: Standing, row: Stored | Written) -> Shown:
    kind = str(present.kind) if present.kind is not None else ""
    next_try = row.next_try_at.timestamp() if row.next_try_at is not None else None
    return Shown(str(present.state), kind, row.since.timestamp(), next_try)
