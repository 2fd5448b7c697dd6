"""The spans of a consumer: for each message in a batch one for its time in the topic and one for the work on it.

One of each for a message, and none for the batch: a batch joins messages by chance, up to 200 of them, and its work is
all messages' work. What a message's work publishes carries its span on, known by the correlation_id.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from uuid import UUID

from shared.events import Event
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, RAW_FETCHED_BULK, THREADED, Topic
from shared.kafka.batch import Entry
from shared.kafka.decode import RawRecord
from shared.tracing.current import TRACEPARENT, traced
from shared.tracing.port import ACCOUNT_ID, MAIL_ID, SEND_ID, Attributes, Span, Tracing, working

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
        spans = {id(entry.event): self._begun(tracing, entry) for entry in entries if entry.event is not None}
        by_correlation: dict[UUID | None, str] = {
            entry.event.correlation_id: spans[id(entry.event)].traceparent
            for entry in entries
            if entry.event is not None and entry.event.correlation_id is not None
        }

        def publishing(events: Sequence[Event]) -> AbstractContextManager[None]:
            found = {id(each): by_correlation.get(each.correlation_id) for each in events}
            return traced({each: parent for each, parent in found.items() if parent is not None})

        with working(*spans.values()), traced({each: span.traceparent for each, span in spans.items()}):
            yield publishing

    def _begun(self, tracing: Tracing, entry: Entry) -> Span:
        record, attributes = entry.record, _attributes(entry)
        parent = traceparent_in(record)
        if record.timestamp > 0:
            queue = tracing.begin(f"queue {self._name}", parent, attributes, at_s=record.timestamp / _MS, is_queue=True)
            queue.end()
            parent = parent or queue.traceparent
        return tracing.begin(self._name, parent, attributes)


def traceparent_in(record: RawRecord) -> str | None:
    """As it stands in the record; None where it is there twice or is no text: whether it is valid is asked later."""
    found = [value for name, value in record.headers if name == TRACEPARENT]
    if len(found) != 1 or found[0] is None:
        return None
    return found[0].decode("ascii", errors="replace")


def _attributes(entry: Entry) -> Attributes:
    record, event = entry.record, entry.event
    ids = {name: getattr(event, field, None) for name, field in ((MAIL_ID, "mail_id"), (SEND_ID, "send_id"))}
    return {
        ACCOUNT_ID: event.account_id if event is not None else 0,
        **{name: str(value) for name, value in ids.items() if value is not None},
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }


def _untraced(_: Sequence[Event]) -> AbstractContextManager[None]:
    return nullcontext()
