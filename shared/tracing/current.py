"""Which trace an event belongs to, while it is in hand or being published: kept beside the events, by identity."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

TRACEPARENT = "traceparent"
"""The header of a record that carries it."""
_NONE: Mapping[int, str] = {}
_TRACEPARENTS: ContextVar[Mapping[int, str]] = ContextVar("traceparents", default=_NONE)


@contextmanager
def traced(traceparents: Mapping[int, str]) -> Iterator[None]:
    """While the block runs: traceparents by the identity of the event, which must outlive the block."""
    token = _TRACEPARENTS.set(traceparents)
    try:
        yield
    finally:
        _TRACEPARENTS.reset(token)


def traceparent_of(event: object) -> str | None:
    """None for an event of no trace."""
    return _TRACEPARENTS.get().get(id(event))
