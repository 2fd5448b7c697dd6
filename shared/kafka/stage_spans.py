"""The spans of a consumer: for each message in a batch one for its time in the topic and one for the work on it.

One of each for a message, and none for the batch: a batch joins messages by chance, up to 200 of them, and its work is
all messages' work. What a message's work publishes carries its span on, known by the correlation_id.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from shared.events import Event
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, RAW_FETCHED_BULK, THREADED, Topic
from shared.kafka.batch import Entry
from shared.kafka.decode import RawRecord
from shared.tracing.current import traced
from shared.tracing.port import ACCOUNT_ID, MAIL_ID, SEND_ID, Attributes, Span, Tracing, working
from shared.tracing.traceparent import traceparent_in

NAMES = {RAW_FETCHED: "parse", RAW_FETCHED_BULK: "parse", PARSED: "thread", THREADED: "rule", OUTBOUND: "accept"}
"""What the work on a message is called, by the topic that it comes by."""
Publishing = Callable[[Sequence[Event]], AbstractContextManager[None]]
"""Within the block that it gives, these events carry their traces."""
_MS = 1000


class StageSpans:
    """Those of one consumer; none without `tracing`, and none of topics that carry no messages."""

    def __init__(self, tracing: Tracing | None, topic: Topic) -> None:
        self._tracing = tracing
        self._name = NAMES.get(topic, "")

    def working(self, entries: Sequence[Entry]) -> AbstractContextManager[Publishing]:
        """The block is the work on these."""
        if self._tracing is None or not self._name:
            return nullcontext(_untraced)
        return self._working(self._tracing, entries)

    @contextmanager
    def _working(self, tracing: Tracing, entries: Sequence[Entry]) -> Iterator[Publishing]:
        events = [(entry.event, entry.record) for entry in entries if entry.event is not None]
        spans = {id(event): self._begun(tracing, event, record) for event, record in events}
        by_correlation = {event.correlation_id: spans[id(event)].traceparent for event, _ in events}
        by_correlation.pop(None, None)

        def publishing(events: Sequence[Event]) -> AbstractContextManager[None]:
            found = {id(each): by_correlation.get(each.correlation_id) for each in events}
            return traced({each: parent for each, parent in found.items() if parent is not None})

        with working(*spans.values()), traced({each: span.traceparent for each, span in spans.items()}):
            yield publishing

    def _begun(self, tracing: Tracing, event: Event, record: RawRecord) -> Span:
        parent, attributes = traceparent_in(record.headers), _attributes(event, record)
        if record.timestamp > 0:
            queue = tracing.begin(f"queue {self._name}", parent, attributes, at_s=record.timestamp / _MS)
            queue.end()
            parent = parent or queue.traceparent
        return tracing.begin(self._name, parent, attributes)


def _attributes(event: Event, record: RawRecord) -> Attributes:
    ids = {name: getattr(event, field, None) for name, field in ((MAIL_ID, "mail_id"), (SEND_ID, "send_id"))}
    return {
        ACCOUNT_ID: event.account_id,
        **{name: str(value) for name, value in ids.items() if value is not None},
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }


def _untraced(_: Sequence[Event]) -> AbstractContextManager[None]:
    return nullcontext()
