"""One batch of records: which are done, what may be committed, where to go on."""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate

from aiokafka import TopicPartition

from shared.events import Event
from shared.kafka.decode import RawRecord

RecordId = tuple[TopicPartition, int]
Offsets = dict[TopicPartition, int]


def record_id(record: RawRecord) -> RecordId:
    """What names a record in the cluster."""
    return TopicPartition(record.topic, record.partition), record.offset


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its event, or with the error why it has none."""

    record: RawRecord
    account: str
    event: Event | None
    error: Exception | None = None

    @property
    def id(self) -> RecordId:
        """What names the record in the cluster."""
        return record_id(self.record)

    @property
    def size_bytes(self) -> int:
        """Of the message that the event is about; 0 when it is about none."""
        return int(getattr(self.event, "size_bytes", 0))

    @property
    def order(self) -> object:
        """Entries with an equal order stay in order: those of one key in one partition."""
        return self.id if self.record.key is None else (self.record.partition, self.record.key)


def within(entries: list[Entry], most_bytes: int) -> list[Entry]:
    """The first entries that hold at most so many bytes of messages together, but one at least."""
    sizes = accumulate(entry.size_bytes for entry in entries)
    return entries[: max(1, sum(size <= most_bytes for size in sizes))]


class Batch:
    """The records taken at once; `done` also knows those that were done earlier, ahead of one that failed."""

    def __init__(self, records: Sequence[RawRecord], done: set[RecordId]) -> None:
        self._records = records
        self._done = done

    def open(self) -> Iterator[RawRecord]:
        """What is still to do, in order."""
        return (record for record in self._records if record_id(record) not in self._done)

    def has_of(self, partitions: Collection[TopicPartition]) -> bool:
        """Whether it holds a record of these partitions of its topic."""
        numbers = {partition.partition for partition in partitions}
        return not numbers.isdisjoint([record.partition for record in self._records])

    def reach(self) -> dict[TopicPartition, tuple[int, int]]:
        """The first and the last open offset of each partition."""
        ends: dict[TopicPartition, tuple[int, int]] = {}
        for record in self.open():
            partition, offset = record_id(record)
            ends[partition] = (ends.get(partition, (offset, 0))[0], offset)
        return ends

    def is_done(self, record: RecordId) -> bool:
        """Whether it was handled or set aside."""
        return record in self._done

    def heads(self, entries: Sequence[Entry], held: AbstractSet[object]) -> list[Entry]:
        """The first open entry of each key that is not held."""
        first: dict[object, Entry] = {}
        for entry in entries:
            if entry.order not in held and not self.is_done(entry.id):
                first.setdefault(entry.order, entry)
        return list(first.values())

    def settle(self, record: RecordId) -> None:
        """This record was handled or set aside."""
        self._done.add(record)

    def offsets(self) -> tuple[Offsets, Offsets]:
        """What to commit (behind each partition's done prefix), and where to go on (at its first open record)."""
        commit: Offsets = {}
        rewind: Offsets = {}
        for record in self._records:
            partition, offset = record_id(record)
            if partition in rewind:
                continue
            if (partition, offset) in self._done:
                commit[partition] = offset + 1
            else:
                rewind[partition] = offset
        return commit, rewind

    def committed(self, commit: Offsets) -> Iterator[RecordId]:
        """The records that this commit covers."""
        for record in self._records:
            partition, offset = record_id(record)
            if offset < commit.get(partition, 0):
                yield partition, offset
