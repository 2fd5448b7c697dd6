"""A record that kills its process is found by counting (DESIGN §4, fact 11), in notes beside the committed offsets.

Before the first records of a partition after it was assigned are handled, their offset is committed once more with a
note: which records are in hand, and how many processes will have died with the first of them if nobody comes back. What
comes to an end, well or with an error, takes the note away; so a note that is found at the start tells of a death. Its
records are then handled one by one, each under a note of its own, and one that three processes died with is set aside.
A partition whose first batch went well has no notes any more: the hot path pays nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from aiokafka import TopicPartition

from shared.errors import PermanentError
from shared.kafka.batch import Batch, Offsets, RecordId

MOST_DEATHS = 3
Notes = dict[TopicPartition, tuple[int, str]]
"""Offsets to commit, each with its note."""
Committing = Mapping[TopicPartition, int | tuple[int, str]]
"""Offsets to commit, each perhaps with a note."""
_NOTE = re.compile(r"(\d{1,19})-(\d{1,19}):(\d{1,9})", re.ASCII)


class ProcessKilledError(PermanentError):
    """Process after process ended while this record alone was in hand."""

    def __init__(self) -> None:
        super().__init__(f"its handling ended the process {MOST_DEATHS} times")


@dataclass(frozen=True, slots=True)
class InHand:
    """The records `first` to `last` of a partition; `deaths` were counted for the first, one for each of the others."""

    first: int
    last: int
    deaths: int

    def __str__(self) -> str:
        """As it stands beside the committed offset."""
        return f"{self.first}-{self.last}:{self.deaths}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The note in what was committed; None for anything else."""
        found = _NOTE.fullmatch(text)
        return cls(*map(int, found.groups())) if found else None

    def deaths_of(self, offset: int) -> int:
        """How many processes died with this record in hand."""
        if offset == self.first:
            return self.deaths
        return 1 if self.first < offset <= self.last else 0

    def behind(self, committed: int) -> "InHand | None":
        """What is still suspect once everything before this offset is done."""
        if committed > self.last:
            return None
        return self if committed <= self.first else InHand(committed, self.last, 1)


class Committed(Protocol):
    """The committed offsets of the partitions that a consumer has now."""

    async def notes(self) -> Mapping[TopicPartition, str]:
        """Of every partition what stands beside its offset; TransientError when Kafka does not tell."""

    async def commit(self, offsets: Committing) -> None:
        """Never raises: what cannot be committed is logged."""


class CrashCount:
    """The count of one consumer."""

    def __init__(self) -> None:
        self._committed: Committed | None = None
        self._unproven: dict[TopicPartition, InHand | None] | None = None
        self._noted_at: Offsets = {}

    def assigned(self, committed: Committed) -> None:
        """Partitions are assigned anew: nothing is known about them."""
        self._committed = committed
        self._unproven = None
        self._noted_at.clear()

    async def take_up(self, batch: Batch) -> bool:
        """Note that this batch is in hand; tells whether it may be handled whole. TransientError as `notes`."""
        if self._unproven is None and self._committed is not None:
            self._unproven = {each: InHand.parse(text) for each, text in (await self._committed.notes()).items()}
        if not self._unproven or not batch.has_of(self._unproven):
            return True
        reach = {each: ends for each, ends in batch.reach().items() if each in self._unproven}
        if any(self._unproven[partition] is not None for partition in reach):
            return False
        await self._note({each: InHand(first, last, 1) for each, (first, last) in reach.items()}, batch)
        return True

    async def take_one(self, record: RecordId, batch: Batch) -> None:
        """Note that this record alone is in hand."""
        partition, offset = record
        if not self._unproven:
            return
        in_hand: dict[TopicPartition, InHand] = {}
        if partition in self._unproven:
            suspect = self._unproven[partition]
            last = max(offset, suspect.last) if suspect is not None else offset
            in_hand[partition] = InHand(offset, last, self.deaths(record) + 1)
        if in_hand or self._noted_at:
            await self._note(in_hand, batch)

    def deaths(self, record: RecordId) -> int:
        """How many processes died with this record in hand, as far as was counted."""
        partition, offset = record
        suspect = self._unproven.get(partition) if self._unproven else None
        return suspect.deaths_of(offset) if suspect is not None else 0

    def settled(self, commit: Offsets, rewind: Offsets) -> Committing:
        """What to commit when the batch has come to its end: these offsets, and nothing is in hand any more."""
        if not self._unproven:
            return commit
        offsets: Notes = {partition: (offset, "") for partition, offset in commit.items()}
        for partition in (rewind | commit).keys() & self._unproven.keys():
            at = commit.get(partition, rewind.get(partition, 0))
            suspect = self._unproven[partition]
            rest = suspect.behind(at) if suspect is not None else None
            if partition in commit or partition in self._noted_at:
                offsets[partition] = (at, _text(suspect, at))
            self._unproven[partition] = rest
            if rest is None and partition not in rewind:
                del self._unproven[partition]
            self._noted_at.pop(partition, None)
        return offsets

    async def put_down(self) -> None:
        """Take the notes away: what is in hand will be given up, and not by its own fault."""
        await self._write({})

    async def _note(self, in_hand: Mapping[TopicPartition, InHand], batch: Batch) -> None:
        done, first_open = batch.offsets()
        now = done | first_open
        self._noted_at = {each: now.get(each, at) for each, at in self._noted_at.items()}
        await self._write({each: (now[each], str(note)) for each, note in in_hand.items()})

    async def _write(self, notes: Notes) -> None:
        """Commit these notes, and of all other partitions that they hold nothing in hand any more."""
        unproven = self._unproven or {}
        gone: Notes = {each: (at, _text(unproven.get(each), at)) for each, at in self._noted_at.items()}
        self._noted_at = {each: offset for each, (offset, _) in notes.items()}
        if self._committed is not None and (gone or notes):
            await self._committed.commit(gone | notes)


def _text(suspect: InHand | None, committed: int) -> str:
    """The note that remains when nothing is in hand."""
    rest = suspect.behind(committed) if suspect is not None else None
    return str(rest) if rest is not None else ""
