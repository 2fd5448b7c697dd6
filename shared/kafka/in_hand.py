"""The records that a handler has in hand, for the few who need of one what its event does not tell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from shared.events import Event
from shared.kafka.batch import Entry
from shared.kafka.decode import RawRecord

_NONE: Mapping[int, RawRecord] = {}
_RECORDS: ContextVar[Mapping[int, RawRecord]] = ContextVar("records in hand", default=_NONE)


@contextmanager
def in_hand(entries: Sequence[Entry]) -> Iterator[None]:
    """While the block runs, these are."""
    token = _RECORDS.set({id(entry.event): entry.record for entry in entries})
    try:
        yield
    finally:
        _RECORDS.reset(token)


def record_of(event: Event) -> RawRecord | None:
    """The record that this very event was read from; None for an event that is not in hand."""
    return _RECORDS.get().get(id(event))


def written_at(event: Event) -> datetime | None:
    """When its record was written, by the clock of whoever wrote it; None for an event that is not in hand."""
    record = record_of(event)
    if record is None or record.timestamp <= 0:
        return None
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)
