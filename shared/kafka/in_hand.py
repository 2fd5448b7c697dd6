"""When the records were written that a handler has in hand: their events do not tell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from shared.events import Event
from shared.kafka.batch import Entry

_NONE: Mapping[int, int] = {}
_WRITTEN_MS: ContextVar[Mapping[int, int]] = ContextVar("written", default=_NONE)
"""By the identity of the event. No records: whatever is begun meanwhile keeps this for as long as it lives."""


@contextmanager
def in_hand(entries: Sequence[Entry]) -> Iterator[None]:
    """While the block runs, these are."""
    token = _WRITTEN_MS.set({id(entry.event): entry.record.timestamp for entry in entries})
    try:
        yield
    finally:
        _WRITTEN_MS.reset(token)


def written_at(event: Event) -> datetime | None:
    """By the clock of whoever wrote the record of this very event; None where that is not known."""
    written_ms = _WRITTEN_MS.get().get(id(event), 0)
    return datetime.fromtimestamp(written_ms / 1000, UTC) if written_ms > 0 else None
