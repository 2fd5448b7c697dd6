"""Since when the oldest record of a consumer's partitions waits to be committed.

Of a record that was taken its own time tells. Of one that still lies in Kafka it is not known: while there is a backlog
it is about as old as the record before it, which was taken; else it came when a look at the broker first saw it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition

from shared.kafka.batch import record_id
from shared.kafka.crash_count import Committing
from shared.kafka.decode import RawRecord

MS = 1000


@dataclass(frozen=True, slots=True)
class Oldest:
    """When it came, in seconds since 1970; `offset` None: it was not taken yet, and its time is estimated."""

    came_at: float
    offset: int | None = None


class Unfinished:
    """Of one consumer; `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._oldest: dict[TopicPartition, Oldest] = {}
        self._in_hand: dict[TopicPartition, list[tuple[int, float]]] = {}

    def age_s(self) -> float:
        """0 when nothing waits; never less, whatever clocks say."""
        return max(0.0, self._now() - min((each.came_at for each in self._oldest.values()), default=self._now()))

    def assigned(self) -> None:
        """Partitions are assigned anew: nothing is known about them."""
        self._oldest.clear()
        self._in_hand.clear()

    def taken(self, records: Sequence[RawRecord]) -> None:
        """These are in hand, in the place of those before; what was not committed of those stays the oldest."""
        self._in_hand = {}
        for record in records:
            partition, offset = record_id(record)
            came_at = record.timestamp / MS if record.timestamp > 0 else self._now()
            self._in_hand.setdefault(partition, []).append((offset, came_at))
        for partition, taken in self._in_hand.items():
            offset, came_at = taken[0]
            known = self._oldest.get(partition)
            if known is None or known.offset is None or offset <= known.offset:
                self._oldest[partition] = Oldest(came_at, offset)

    def committed(self, committed: Committing, end_of: Callable[[TopicPartition], int | None]) -> None:
        """All before these offsets is done; `end_of` a partition, as far as the broker has told."""
        for partition, at in committed.items():
            offset = at if isinstance(at, int) else at[0]
            known = self._oldest.get(partition)
            if known is None or known.offset is None or known.offset >= offset:
                continue
            in_hand = self._in_hand.get(partition, [])
            left = [Oldest(came_at, taken) for taken, came_at in in_hand if taken >= offset]
            before = [came_at for taken, came_at in in_hand if taken < offset]
            if left:
                self._oldest[partition] = left[0]
            elif before and (end_of(partition) or 0) > offset:
                self._oldest[partition] = Oldest(before[-1])
            else:
                del self._oldest[partition]

    def seen(self, partition: TopicPartition, position: int, end: int) -> None:
        """The broker says where the partition ends; all before `position` was taken."""
        if end > position:
            self._oldest.setdefault(partition, Oldest(self._now()))
        elif partition in self._oldest and self._oldest[partition].offset is None:
            del self._oldest[partition]
