"""The span of a message's fetch, from the question for its batch until Kafka has acknowledged it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from shared.events import RawFetched
from shared.tracing.current import traced
from shared.tracing.port import ACCOUNT_ID, MAIL_ID, Tracing, working

NAME = "fetch"


@dataclass(frozen=True, slots=True)
class FetchSpans:
    """None without `tracing`."""

    tracing: Tracing | None = None

    def publishing(self, events: Sequence[RawFetched], began_at: datetime) -> AbstractContextManager[None]:
        """The block publishes these, which begin a trace each."""
        return nullcontext() if self.tracing is None else _publishing(self.tracing, events, began_at.timestamp())


NO_SPANS = FetchSpans()


@contextmanager
def _publishing(tracing: Tracing, events: Sequence[RawFetched], began_at_s: float) -> Iterator[None]:
    spans = {
        id(event): tracing.begin(
            NAME, None, {ACCOUNT_ID: event.account_id, MAIL_ID: str(event.mail_id)}, at_s=began_at_s
        )
        for event in events
    }
    with working(*spans.values()), traced({each: span.traceparent for each, span in spans.items()}):
        yield
