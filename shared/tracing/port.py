"""What is done with traces."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

Attributes = Mapping[str, str | int]
"""Ids and places; never an address, a subject or anything else that a message says."""
MAIL_ID = "mailweave.mail_id"
ACCOUNT_ID = "mailweave.account_id"
SEND_ID = "mailweave.send_id"
ATTEMPT = "mailweave.attempt"


class Span(Protocol):
    """A piece of work that was begun."""

    @property
    def traceparent(self) -> str:
        """What carries the trace on (W3C Trace Context)."""

    def end(self, error: str = "") -> None:
        """It ended now; with the class of the error that ended it."""


class Tracing(Protocol):
    """Where spans go."""

    def begin(self, name: str, parent: str | None, attributes: Attributes, *, at_s: float | None = None) -> Span:
        """Now, or then (seconds since 1970), within what the parent's traceparent names; without one a trace begins."""

    async def close(self) -> None:
        """Gives away what is left, within a moment; what the receiver does not take then is lost."""


@contextmanager
def working(*spans: Span) -> Iterator[None]:
    """The block is the work of these spans."""
    error = ""
    try:
        yield
    except BaseException as raised:
        error = type(raised).__name__
        raise
    finally:
        for span in spans:
            span.end(error)
