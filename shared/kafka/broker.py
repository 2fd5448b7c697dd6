"""FastStream's broker and its batch subscribers, with every default that loses records replaced (DESIGN §4)."""

import logging
from dataclasses import dataclass

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber

from shared.kafka.decode import RawRecord
from shared.kafka.security import faststream_security
from shared.settings import Settings

FETCH_WAIT_MS = 500
REBALANCE_TIMEOUT_MS = 60_000
MAX_POLL_INTERVAL_MS = 300_000
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
    """FastStream's broker, for consuming alone: shared/kafka/publish.py has the process's only producer."""
    return KafkaBroker(
        settings.kafka_servers.split(","),
        security=faststream_security(settings),
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


def batch_subscriber(
    broker: KafkaBroker, settings: Settings, reading: Reading, listener: ConsumerRebalanceListener
) -> BatchSubscriber:
    """The subscriber, still without a handler; `listener` is told when partitions come and go."""
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
