"""Which trace an event belongs to, while it is in hand or being published: kept beside the events, by identity."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_NONE: Mapping[int, str] = {}
_TRACEPARENTS: ContextVar[Mapping[int, str]] = ContextVar("traceparents", default=_NONE)


@contextmanager
def traced(those: Mapping[int, str]) -> Iterator[None]:
    """While the block runs: traceparents by the identity of the event, which must outlive the block."""
    token = _TRACEPARENTS.set(those)
    try:
        yield
    finally:
        _TRACEPARENTS.reset(token)


def traceparents() -> Mapping[int, str]:
    """By the identity of the event; empty where nothing is traced."""
    return _TRACEPARENTS.get()


def traceparent_of(event: object) -> str | None:
    """None for an event of no trace."""
    return _TRACEPARENTS.get().get(id(event))
