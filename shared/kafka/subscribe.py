"""What a consumer does around its batches: polls, drains when partitions go, waits, commits (DESIGN §4).

FastStream carries the records from aiokafka to `take`; what becomes of them is decided in shared/kafka/consume.py.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from faststream.kafka import KafkaBroker

from shared.crash import ConsumerStep, crash_point_of
from shared.errors import TransientError
from shared.health import Health
from shared.kafka.batch import Offsets
from shared.kafka.broker import Reading, batch_subscriber
from shared.kafka.crash_count import Committing, CrashCount
from shared.kafka.decode import RawRecord
from shared.kafka.diagnosis import FORBIDDEN, UNREADABLE, forbidden
from shared.kafka.turns import Turns
from shared.kafka.unfinished import Unfinished
from shared.settings import Settings

LONG_POLL_MS = 10_000
DRAIN_WITHIN_S = 30.0
ANSWER_WITHIN_S = 3.0
STEP_S = 1.0
UNREADABLE_WAIT_S = 5.0
REBALANCE_WITHIN_S = 5.0
Records = Sequence[RawRecord]
Take = Callable[[Records, "Subscription"], Awaitable[None]]
logger = logging.getLogger(__name__)


class Subscription(ConsumerRebalanceListener):
    """The subscriber of one topic, and the few things that the policy does with its consumer.

    `quiet` is set while it has taken all that it knows of; with `turns` it makes way for another subscriber.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        settings: Settings,
        reading: Reading,
        take: Take,
        crashes: CrashCount,
        health: Health,
        turns: Turns | None = None,
    ) -> None:
        self.topic_name = reading.topic_name
        self.interrupted = asyncio.Event()
        self.assignment_number = 0
        self.is_halted = False
        self.quiet = asyncio.Event()
        self._turns = turns
        self._is_stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._take = take
        self._crashes = crashes
        self._health = health
        self._service = reading.service
        self._part = reading.part
        self._assignment_part = f"assignment of {reading.topic_name}"
        self._unassigned_at: float | None = health.clock.monotonic()
        self._forbidden = partial(forbidden, settings)
        self._answer_s = settings.publish_timeout_s
        self._owed: Committing = {}
        self.unfinished = Unfinished(lambda: health.clock.now().timestamp())
        self.subscriber = batch_subscriber(broker, settings, reading, self)
        self.subscriber.get_msg = self._long_poll  # type: ignore[method-assign]
        self.subscriber(self._taken)

    async def _long_poll(self, consumer: AIOKafkaConsumer) -> tuple[RawRecord, ...]:
        """One long poll: FastStream's own sleeps after every empty one, which costs up to 200 ms a hop."""
        most = self.subscriber.max_records if self._turns is None else await self._turns.next_slice()
        try:
            if not await self._has_more(consumer):
                self.quiet.set()
            found = await consumer.getmany(timeout_ms=LONG_POLL_MS, max_records=most)
        except UnicodeDecodeError:  # of a header's name; FastStream would try again without a pause
            return await self._unread(UNREADABLE.format(self.topic_name))
        except FORBIDDEN as error:
            return await self._unread(self._forbidden(error))
        self._health.ready(f"records of {self.topic_name}")
        if not found:
            await self.commit(self._owed)
        elif not self.is_halted:
            self.quiet.clear()
        return tuple(chain.from_iterable(found.values()))

    async def _unread(self, reason: str) -> tuple[RawRecord, ...]:
        """Nothing, after a pause: what keeps records from being read is a part of `/ready`."""
        self._health.unready(f"records of {self.topic_name}", reason)
        await self.pause(UNREADABLE_WAIT_S)
        return ()

    async def _has_more(self, consumer: AIOKafkaConsumer) -> bool:
        """Whether the broker has told of records that are not taken yet; asks nobody."""
        try:
            for partition in consumer.assignment():
                end = consumer.highwater(partition)
                if end is not None and end > await consumer.position(partition):
                    return True
        except IllegalStateError:  # it went meanwhile
            return False
        return False

    async def _taken(self, records: Records) -> None:
        self._idle.clear()
        self.unfinished.taken(records)
        measured = nullcontext() if self._turns is None else self._turns.slice_of(len(records))
        try:
            with measured:
                await self._take(records, self)
        finally:
            self._idle.set()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in work come to its end and commit before the partitions go."""
        self.interrupted.set()
        self._unassigned_at = self._health.clock.monotonic()
        if revoked:
            crash_point_of(self._service, ConsumerStep.IN_REVOKE)
        try:
            async with asyncio.timeout(DRAIN_WITHIN_S):
                await self._idle.wait()
        except TimeoutError:
            logger.warning("%s: a batch outlived the rebalance; it will be handled again", self.topic_name)
            await self._crashes.put_down()
        self.assignment_number += 1

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Positions are the committed ones again; a halted consumer stays halted."""
        self._crashes.assigned(self)
        self.unfinished.assigned()
        self._owed = {}
        self._unassigned_at = None
        self._health.ready(self._assignment_part)
        if self.is_halted:
            self.halt()
        if not self._is_stopping:
            self.interrupted.clear()

    async def stop_soon(self) -> None:
        """End every wait: the process stops, and if it must leave a batch, then not because of its records."""
        self._is_stopping = True
        self.interrupted.set()
        await self._crashes.put_down()

    async def pause(self, seconds: float) -> None:
        """Wait, in steps that are progress; a rebalance, the end of the process or a part's return cuts it short."""
        left, returns = seconds, self._health.returns
        while left > 0 and not self.interrupted.is_set() and self._health.returns == returns:
            self._health.progress(self._part)
            try:
                async with asyncio.timeout(min(left, STEP_S)):
                    await self.interrupted.wait()
            except TimeoutError:
                left -= STEP_S

    async def notes(self) -> dict[TopicPartition, str]:
        """What stands beside the committed offset of each partition (see CrashCount)."""
        consumer = self.subscriber.consumer
        if consumer is None:
            return {}
        partitions = list(consumer.assignment())
        try:
            async with asyncio.timeout(self._answer_s):
                coordinator: Any = consumer._coordinator  # noqa: SLF001  (its own committed() tells no metadata)
                found = await coordinator.fetch_committed_offsets(partitions)
        except (KafkaError, TimeoutError) as error:
            raise TransientError(f"Kafka does not tell the committed offsets ({type(error).__name__})") from error
        return {each: found[each].metadata if each in found else "" for each in partitions}

    async def commit(self, offsets: Committing) -> None:
        """Commit, which is progress; what is not acknowledged is made up for by the next commit or idle poll."""
        consumer = self.subscriber.consumer
        if consumer is None or not offsets:
            return
        self._owed = owed = {**self._owed, **offsets}
        try:
            async with asyncio.timeout(self._answer_s):
                await consumer.commit(dict(owed))
            self.unfinished.committed(owed, consumer.highwater)
            self._owed = {each: at for each, at in self._owed.items() if owed.get(each) != at}
            self._health.progress(self._part)
        except (CommitFailedError, IllegalStateError):
            self._owed = {}
            logger.info("%s: partitions moved before the commit; their records will be redelivered", self.topic_name)
        except (KafkaError, TimeoutError) as error:
            logger.warning("%s: the commit was not acknowledged (%s)", self.topic_name, type(error).__name__)

    def rewind(self, offsets: Offsets) -> None:
        """Go on at these offsets."""
        consumer = self.subscriber.consumer
        for partition, offset in offsets.items():
            if consumer is not None and partition in consumer.assignment():
                consumer.seek(partition, offset)

    def halt(self) -> None:
        """Fetch nothing more but stay in the group, so that no other process takes these partitions over."""
        self.is_halted = True
        self.quiet.set()
        consumer = self.subscriber.consumer
        if consumer is not None:
            consumer.pause(*consumer.assignment())

    async def watch(self) -> int | None:
        """How many records of its partitions are not taken yet, as the broker counts; None when it does not tell.

        A consumer that has nothing to do makes progress by this look alone; one that leaves records lying makes none,
        however well its polls return (aiokafka 1154, 1037).
        """
        self._tell_of_assignment()
        lag = await self._lag()
        if self.is_halted or (lag == 0 and self._idle.is_set() and not self._owed):
            self._health.progress(self._part)
        return lag

    def expect_assignment(self) -> None:
        """Not ready before the group has given it its partitions, which may be none."""
        self._health.expect(self._assignment_part, "the consumer group has given no partitions yet")

    def _tell_of_assignment(self) -> None:
        """A rebalance is no fault before it lasts."""
        now = self._health.clock.monotonic()
        if self._unassigned_at is not None and now - self._unassigned_at > REBALANCE_WITHIN_S:
            self._health.unready(
                self._assignment_part,
                "the consumer group has given no partitions back: is another member of the group slow to let go?",
            )

    def excuse(self, seconds: float) -> None:
        """Kafka was away: nobody expects progress, or every outage would end in restarts."""
        self._health.excuse(self._part, seconds)

    async def _lag(self) -> int | None:
        consumer = self.subscriber.consumer
        partitions = list(consumer.assignment()) if consumer is not None else []
        if consumer is None or not partitions:
            return 0
        total = 0
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                for partition, end in (await consumer.end_offsets(partitions)).items():
                    if partition in consumer.assignment():  # or it went while another's position was awaited
                        position = await consumer.position(partition)
                        self.unfinished.seen(partition, position, end)
                        total += max(0, end - position)
        except (KafkaError, TimeoutError):
            return None
        return total
