"""The consumer policy (DESIGN §4): decode → validate → handle → classify → commit, go back or set aside.

A batch goes to the handler whole, up to 1 GiB of messages. The events it returns are published and acknowledged, and
only then are its offsets committed: what dies in between is redelivered. What fails decides what happens:

    TransientError, LeaseLostError         backoff, then again; alone among passing records for too long: set aside
    HigherSchemaError, too many set aside  the consumer halts, unready; nothing more is set aside or committed
    ConfigurationError, ProducerLostError  the process ends with the line
    anything else                          again, one record at a time; the culprit goes to `<topic>.dlq` as it came

This is the one file where `except Exception` stands: here it is the policy.
"""
# ruff: noqa: BLE001

import logging
from collections import Counter
from collections.abc import Sequence

from shared import metrics
from shared.crash import ConsumerStep, crash_point_of
from shared.errors import ConfigurationError, HigherSchemaError, LeaseLostError, TransientError
from shared.events.topics import Topic
from shared.kafka.batch import Batch, Entry, RecordId, record_id, within
from shared.kafka.crash_count import MOST_DEATHS, CrashCount, ProcessKilledError
from shared.kafka.deadletter import DeadLetters, UnwritableError, reason
from shared.kafka.decode import RawRecord, account_of, decode
from shared.kafka.flood import FloodError, FloodGuard, QuarantineError
from shared.kafka.in_hand import in_hand
from shared.kafka.patience import Patience
from shared.kafka.ports import Handler, OnDone, Ports
from shared.kafka.publish import ProducerLostError
from shared.kafka.retry import Round, Trials
from shared.kafka.stage_spans import StageSpans
from shared.kafka.subscribe import Subscription

FAILURES_THAT_MEAN_ALL = 3
MOST_BATCH_BYTES = 1024 * 1024 * 1024  # of messages, so that a batch of the largest ones does not last for minutes
ROUND_WITHIN_S = 60.0
WHEN_STUCK_S = 1.0
AGAIN = (TransientError, LeaseLostError)
HALTS = (HigherSchemaError, FloodError, UnwritableError)
ENDS = (ConfigurationError, ProducerLostError)
logger = logging.getLogger(__name__)


class Consumption:
    """The policy at work on one topic: `take` gets one batch after the other, never two at once."""

    def __init__(
        self,
        topic: Topic,
        dlq_name: str,
        handler: Handler,
        ports: Ports,
        most_bytes: int | None = None,
        on_done: OnDone = lambda events: None,
    ) -> None:
        self._topic = topic
        self._on_done = on_done
        self._spans = StageSpans(ports.tracing, topic)
        self._most_bytes = most_bytes
        self._handler = handler
        self._ports = ports
        self.part = f"consumer of {topic.name}"
        self._guard = FloodGuard()
        self._letters = DeadLetters(dlq_name, topic.name, self._guard, ports.service, ports.publisher, ports.clock)
        self._trials = Trials(ports.transient_max_s)
        self._done: set[RecordId] = set()
        self._tries: Counter[RecordId] = Counter()
        self._patience = Patience(self.part, topic.name, ports.health, ports.random)
        self.crashes = CrashCount()
        self._assignment = 0

    async def take(self, records: Sequence[RawRecord], subscription: Subscription) -> None:
        """Settle this batch as far as it can be, commit that, and leave the consumer where it must go on."""
        if subscription.is_halted or subscription.interrupted.is_set():
            return
        began = self._ports.clock.monotonic()
        self._forget_other_assignments(subscription)
        batch = Batch(records, self._done)
        pause = 0.0
        try:
            pause = await self._work(batch, subscription)
        except AGAIN as error:
            pause = self._patience.failed(error)
        except HALTS as error:
            subscription.halt()
            self._ports.health.unready(self.part, f"it has stopped: {error}")
        except Exception as error:
            subscription.halt()
            self._ports.end(2 if isinstance(error, ConfigurationError) else 1, f"{self.part}: {reason(error)}")
        await self._settle(batch, subscription)
        metrics.STAGE_SECONDS.labels(self._topic.name).observe(self._ports.clock.monotonic() - began)
        await subscription.pause(pause)

    async def _work(self, batch: Batch, subscription: Subscription) -> float:
        """Do what is open in the batch; gives the seconds to wait before the next one."""
        is_trusted = await self.crashes.take_up(batch)
        entries = []
        for record in batch.open():
            if not is_trusted:
                await self.crashes.take_one(record_id(record), batch)
            entries.append(self._decoded(record))
        entries = within(entries, self._most_bytes or MOST_BATCH_BYTES)
        if is_trusted and self._patience.trusts_batches:
            try:
                await self._together(batch, entries)
            except (*AGAIN, *HALTS, *ENDS):
                raise
            except Exception as error:
                logger.info("%s: %d records failed together (%s)", self.part, len(entries), reason(error))
            else:
                return self._patience.recovered()
        return self._judged(await self._singly(batch, entries, subscription))

    def _decoded(self, record: RawRecord) -> Entry:
        if (deaths := self.crashes.deaths(record_id(record))) >= MOST_DEATHS:
            self._tries[record_id(record)] = deaths
            return Entry(record, account_of(self._topic, record), None, ProcessKilledError())
        try:
            event = decode(self._topic, record)
        except HigherSchemaError:
            raise
        except Exception as error:
            return Entry(record, account_of(self._topic, record), None, error)
        account = str(event.account_id)
        if self._guard.is_quarantined(account, self._ports.clock.monotonic()):
            return Entry(record, account, None, QuarantineError(account))
        return Entry(record, account, event)

    async def _together(self, batch: Batch, entries: Sequence[Entry]) -> None:
        good = [entry for entry in entries if entry.event is not None]
        await self._handle(good)
        self._handled(batch, good)
        for entry in entries:
            if entry.error is not None:
                await self._set_aside(batch, entry, entry.error)

    async def _singly(self, batch: Batch, entries: Sequence[Entry], subscription: Subscription) -> Round:
        """One record at a time. A record that fails transiently holds back the records of its own key alone."""
        tally = Round()
        held: set[object] = set()
        until = self._ports.clock.monotonic() + ROUND_WITHIN_S
        for entry in entries:
            now = self._ports.clock.monotonic()
            if subscription.interrupted.is_set() or now > until or tally.has_only_failed(FAILURES_THAT_MEAN_ALL):
                break
            if entry.order in held or batch.is_done(entry.id):
                continue
            if not self._trials.is_due(entry.id, now):
                tally.waiting += 1
                held.add(entry.order)
                continue
            await self._try(batch, entry, tally, held)
        if tally.failed and not tally.passed and not subscription.interrupted.is_set():
            await self._probe(batch, entries, tally, held)
        return tally

    async def _try(self, batch: Batch, entry: Entry, tally: Round, held: set[object]) -> None:
        self._ports.health.progress(self.part)
        try:
            tally.passed += await self._one(batch, entry)
        except AGAIN as error:
            held.add(entry.order)
            tally.fail(entry.id, error)

    async def _probe(self, batch: Batch, entries: Sequence[Entry], tally: Round, held: set[object]) -> None:
        """Before a dependency is called down: one record of a key not tried yet, each time another one."""
        now = self._ports.clock.monotonic()
        heads = [each for each in batch.heads(entries, held) if each.event and self._trials.is_due(each.id, now)]
        if heads:
            await self._try(batch, heads[-1 - self._patience.failures % len(heads)], tally, held)

    async def _one(self, batch: Batch, entry: Entry) -> bool:
        """Handle one record or set it aside; tells whether it was handled."""
        await self.crashes.take_one(entry.id, batch)
        if entry.error is not None:
            await self._set_aside(batch, entry, entry.error)
            return False
        try:
            await self._handle([entry])
        except AGAIN as error:
            if not self._trials.is_over(entry.id, self._ports.clock.monotonic()):
                raise
            await self._set_aside(batch, entry, error)
        except (*HALTS, *ENDS):
            raise
        except Exception as error:
            logger.debug("%s: a record failed", self.part, exc_info=True)
            await self._set_aside(batch, entry, error)
        else:
            self._handled(batch, [entry])
            return True
        return False

    async def _handle(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        self._tries.update(entry.id for entry in entries)
        events = [entry.event for entry in entries if entry.event is not None]
        with self._spans.working(entries) as publishing:
            with in_hand(entries):
                produced = await self._handler(events)
            crash_point_of(self._ports.service, ConsumerStep.AFTER_COMMIT)
            with publishing(produced):
                await self._ports.publisher.publish(produced)
        self._on_done(events)
        crash_point_of(self._ports.service, ConsumerStep.AFTER_PRODUCE)

    def _handled(self, batch: Batch, entries: Sequence[Entry]) -> None:
        for entry in entries:
            batch.settle(entry.id)
            self._guard.handled(entry.account)
        metrics.RECORDS.labels(self._topic.name, "handled").inc(len(entries))

    async def _set_aside(self, batch: Batch, entry: Entry, error: Exception) -> None:
        await self._letters.set_aside(entry, error, max(1, self._tries[entry.id]))
        crash_point_of(self._ports.service, ConsumerStep.AFTER_DEAD_LETTER)
        batch.settle(entry.id)
        metrics.RECORDS.labels(self._topic.name, "set_aside").inc()

    def _judged(self, tally: Round) -> float:
        """What a round one by one means: all well, one record stuck, or a dependency down."""
        if tally.error is None and not tally.waiting:
            return self._patience.recovered()
        if tally.error is not None:
            waits = {each: self._patience.wait_s(self._tries[each]) for each in tally.failed}
            if not self._trials.judge(tally, self._ports.clock.monotonic(), waits):
                return self._patience.failed(tally.error)
        self._patience.held_up(tally.error)
        return 0.0 if tally.passed else WHEN_STUCK_S

    async def _settle(self, batch: Batch, subscription: Subscription) -> None:
        commit, rewind = batch.offsets()
        if self._assignment != subscription.assignment_number:
            return
        if offsets := self.crashes.settled(commit, rewind):
            await subscription.commit(offsets)
        subscription.rewind(rewind)
        for done in batch.committed(commit):
            self._done.discard(done)
            self._tries.pop(done, None)
            self._trials.forget(done)

    def _forget_other_assignments(self, subscription: Subscription) -> None:
        if self._assignment != subscription.assignment_number:
            self._assignment = subscription.assignment_number
            self._done.clear()
            self._tries.clear()
            self._trials = Trials(self._ports.transient_max_s)
