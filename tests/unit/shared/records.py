"""Records for the tests of shared/, without a broker."""

from aiokafka import ConsumerRecord

from shared.kafka.decode import RawRecord


def raw(
    offset: int = 0,
    *,
    partition: int = 0,
    key: bytes | None = b"1",
    value: bytes | None = b"{}",
    headers: tuple[tuple[str, bytes | None], ...] = (),
    topic: str = "poll.requested",
) -> RawRecord:
    """A record as aiokafka gives it."""
    return ConsumerRecord(topic, partition, offset, 0, 0, key, value, None, 1, 1, headers)  # type: ignore[arg-type]
