"""One FastStream batch subscriber per topic, with every default that loses records replaced (DESIGN §4).

FastStream carries the records from aiokafka to `take`; what becomes of them is decided in shared/consume.py.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber

from shared.batch import Offsets
from shared.crash import ConsumerStep, crash_point_of
from shared.decode import RawRecord
from shared.health import Health
from shared.settings import Settings

LONG_POLL_MS = 10_000
FETCH_WAIT_MS = 500
REBALANCE_TIMEOUT_MS = 60_000
MAX_POLL_INTERVAL_MS = 300_000
DRAIN_WITHIN_S = 30.0
ANSWER_WITHIN_S = 1.0
STEP_S = 1.0
UNREADABLE_WAIT_S = 5.0
UNREADABLE = (
    "a record of {} has a header whose name is not UTF-8, and no consumer here can read past it: "
    "move the consumer group behind it with kafka-consumer-groups.sh --reset-offsets"
)
Records = Sequence[RawRecord]
Take = Callable[[Records, "Subscription"], Awaitable[None]]
logger = logging.getLogger(__name__)
_faststream_logger = logging.getLogger(f"{__name__}.faststream")
_faststream_logger.setLevel(logging.ERROR)  # it says in two lines for every batch that there was one


class _RawBatch:
    """Stands where an acknowledging consumer would: nothing is committed by FastStream."""

    async def commit(self) -> None:
        """Never: offsets are committed as explicit maps."""

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Never: see Subscription.rewind."""


async def _parse(records: tuple[RawRecord, ...]) -> KafkaMessage:
    """A batch as it is: headers that are null or not UTF-8 would fail FastStream's own parser and be skipped."""
    return KafkaMessage(body=b"", headers={}, raw_message=records, consumer=_RawBatch())


async def _decode(message: KafkaMessage) -> object:
    return message.raw_message


def make_broker(settings: Settings) -> KafkaBroker:
    """FastStream's broker, for consuming alone: shared/publish.py has the process's only producer."""
    return KafkaBroker(
        settings.kafka_servers.split(","),
        consumer_only=True,
        allow_auto_create_topics=False,
        apply_types=False,
        graceful_timeout=settings.shutdown_grace_s,
        logger=_faststream_logger,
        log_level=logging.DEBUG,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a subscription reads, for which service and in which group; `part` is its name in health and logs."""

    service: str
    topic_name: str
    group: str
    max_records: int
    part: str


def _subscriber(
    broker: KafkaBroker, settings: Settings, reading: Reading, listener: ConsumerRebalanceListener
) -> BatchSubscriber:
    session_ms = int(settings.kafka_session_timeout_s * 1000)
    return broker.subscriber(
        reading.topic_name,
        batch=True,
        group_id=reading.group,
        max_records=reading.max_records,
        ack_policy=AckPolicy.MANUAL,
        auto_offset_reset="earliest",
        partition_assignment_strategy=(RoundRobinPartitionAssignor,),
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=max(100, session_ms // 3),
        rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
        max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        parser=_parse,
        decoder=_decode,
        listener=listener,
        no_reply=True,
    )


class Subscription(ConsumerRebalanceListener):
    """The subscriber of one topic, and the few things that the policy does with its consumer."""

    def __init__(self, broker: KafkaBroker, settings: Settings, reading: Reading, take: Take, health: Health) -> None:
        self.topic_name = reading.topic_name
        self.interrupted = asyncio.Event()
        self.assignment_number = 0
        self.is_halted = False
        self._is_stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._take = take
        self._health = health
        self._service = reading.service
        self._part = reading.part
        self._answer_s = settings.publish_timeout_s
        self.subscriber = _subscriber(broker, settings, reading, self)
        self.subscriber.get_msg = self._long_poll  # type: ignore[method-assign]
        self.subscriber(self._taken)

    async def _long_poll(self, consumer: AIOKafkaConsumer) -> tuple[RawRecord, ...]:
        """One long poll: FastStream's own sleeps after every empty one, which costs up to 200 ms a hop."""
        try:
            found = await consumer.getmany(timeout_ms=LONG_POLL_MS, max_records=self.subscriber.max_records)
        except UnicodeDecodeError:  # of a header's name; FastStream would try again without a pause
            self._health.unready(f"records of {self.topic_name}", UNREADABLE.format(self.topic_name))
            await self.pause(UNREADABLE_WAIT_S)
            return ()
        self._health.ready(f"records of {self.topic_name}")
        self._health.progress(self._part)
        return tuple(chain.from_iterable(found.values()))

    async def _taken(self, records: Records) -> None:
        self._idle.clear()
        try:
            await self._take(records, self)
        finally:
            self._idle.set()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in work come to its end and commit before the partitions go."""
        self.interrupted.set()
        if revoked:
            crash_point_of(self._service, ConsumerStep.IN_REVOKE)
        try:
            async with asyncio.timeout(DRAIN_WITHIN_S):
                await self._idle.wait()
        except TimeoutError:
            logger.warning("%s: a batch outlived the rebalance; it will be handled again", self.topic_name)
        self.assignment_number += 1

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Positions are the committed ones again; a halted consumer stays halted."""
        if self.is_halted:
            self.halt()
        if not self._is_stopping:
            self.interrupted.clear()

    def stop_soon(self) -> None:
        """End every wait: the process stops."""
        self._is_stopping = True
        self.interrupted.set()

    async def pause(self, seconds: float) -> None:
        """Wait, in steps that are progress; a rebalance or the end of the process cuts it short."""
        left = seconds
        while left > 0 and not self.interrupted.is_set():
            self._health.progress(self._part)
            try:
                async with asyncio.timeout(min(left, STEP_S)):
                    await self.interrupted.wait()
            except TimeoutError:
                left -= STEP_S

    async def commit(self, offsets: Offsets) -> None:
        """Commit; what cannot be committed now will be redelivered or covered by the next commit."""
        consumer = self.subscriber.consumer
        if consumer is None:
            return
        try:
            async with asyncio.timeout(self._answer_s):
                await consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
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
        consumer = self.subscriber.consumer
        if consumer is not None:
            consumer.pause(*consumer.assignment())

    async def lag(self) -> int:
        """Records of the assigned partitions that were not taken yet, as far as the broker has told."""
        consumer = self.subscriber.consumer
        if consumer is None:
            return 0
        total = 0
        for partition in consumer.assignment():
            if partition not in consumer.assignment():  # it went while another's position was awaited
                continue
            end = consumer.highwater(partition)
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    position = await consumer.position(partition)
            except (KafkaError, TimeoutError):
                continue
            total += max(0, (end or position) - position)
        return total
