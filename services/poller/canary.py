"""Beside an account's polls: asks for canaries, and doubts what is read once one that was sent was not seen in time.

The row of a canary is the outbox: who dies before Kafka has the request leaves it to whoever holds the account next,
who asks for the very same one. The polls come upon it (polling/canaries.py).
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from services.poller.context import PollerContext
from services.poller.domain import canary
from services.poller.domain.canary import CanaryState
from services.poller.domain.schedule import PollOrder
from services.poller.standing import AccountStanding
from services.poller.store.accounts import PolledAccount
from services.poller.store.canaries import CanaryStore
from services.poller.wake import Wake
from shared import metrics
from shared.crash import CrashPoint, crash_point
from shared.errors import TransientError
from shared.ids import SendId

AGAIN_AFTER_S = 5.0
LOOKED_EACH_S = 60.0
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class CanaryWatch:
    """One account's; it runs where the account has canaries. `late_s`: how long mail may lie before a poll comes by."""

    account: PolledAccount
    store: CanaryStore
    context: PollerContext
    standing: AccountStanding
    wake: Wake
    late_s: Callable[[], float]
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: SendId | None = None
    _is_held: bool = True
    _waits: bool = True

    def polled(self, *, has_seen: bool) -> None:
        """A poll went well: what was held may be asked for, and one that has come upon a canary may end a doubt."""
        self._waits = self._waits or has_seen
        if has_seen or self._is_held:
            self._news.set()

    async def run(self) -> None:
        """Until it is cancelled. Raises LeaseLostError when another process has taken over."""
        try:
            await self._watch()
        finally:
            metrics.CANARY_AGES.forget(self.account.id)

    async def _watch(self) -> None:
        is_begun = False
        while True:
            self._news.clear()
            try:
                if not is_begun:
                    metrics.CANARY_AGES.begin(self.account.id, await self.store.last_seen_s_ago() or 0.0)
                    is_begun = True
                await self._ask()
                if self._waits and not self.standing.facts.held_back:
                    await self._look()
            except TransientError as error:
                logger.info("%s: canaries wait: %s", self.account.label, error)
                await self._rested(AGAIN_AFTER_S)
            else:
                await self._rested(self._rest_s())

    async def _ask(self) -> None:
        """The one whose turn it is, once; none while mail is not read anyway, or the account cannot send."""
        now, every_s = self.context.ports.clock.now(), self.account.canary_every_s
        turn = canary.turn(self.account.account_key, every_s, now)
        if turn.send_id == self._asked:
            return
        self._is_held = not self._is_read() or bool(await self.store.cannot_send())
        if self._is_held:
            return
        if await self.store.ask(turn):
            metrics.CANARIES.labels("asked").inc()
            crash_point(CrashPoint.POLLER_AFTER_CANARY)
        for untold, asked_at in await self.store.untold(now - timedelta(seconds=every_s)):
            mark = self.context.sources.vault.mark(canary.marked_content(self.account.account_key, untold.send_id))
            token = canary.token_text(untold.send_id, mark)
            address = self.account.email_address
            await self.context.ports.publish([canary.request(self.account.id, address, untold, token, asked_at)])
            await self.store.told([untold.send_id])
        self._asked, self._waits = turn.send_id, True

    async def _look(self) -> None:
        """At what became of those that were asked for; a fresh connection reads at once where one is overdue."""
        canaries = await self.store.latest()
        found = canary.verdicts(canaries, self.context.freshness.canary_overdue_s + self.late_s())
        for verdict in found:
            await self.store.decide(verdict)
            metrics.CANARIES.labels(verdict.state).inc()
            logger.warning("%s: %s", self.account.label, verdict.said)
        if found:
            canaries = await self.store.latest()
        if self._is_read() and any(verdict.state is CanaryState.OVERDUE for verdict in found):
            self.wake.order(PollOrder(force=True))
        self.standing.learn(missing=canary.missing(canaries))
        self._waits = any(one.state is CanaryState.WAITING for one in canaries)

    def _is_read(self) -> bool:
        facts = self.standing.facts
        return facts.health is not None and facts.failure is None and not facts.held_back

    def _rest_s(self) -> float:
        """Until the next turn, or the next look where something is waited for."""
        now = self.context.ports.clock.now()
        next_s = canary.next_turn_s(self.account.account_key, self.account.canary_every_s, now)
        if not (self._waits or self._is_held):
            return next_s
        return min(next_s, LOOKED_EACH_S, max(self.context.freshness.canary_overdue_s / 4, 0.1))

    async def _rested(self, longest_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._news.wait()
