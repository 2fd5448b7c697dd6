"""What lies in the topics, as the tally compares it: names, order and digests of events, without their bytes."""

import json
from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from shared.events import FETCHED_HEADER
from shared.events.topics import DELIVERY, OUTBOUND, PARSED, RAW_FETCHED, RULED, THREADED, TOPICS, Topic, TopicNames
from shared.kafka.deadletter import parted
from shared.kafka.decode import RawRecord
from tests.harness.dead_letters import DeadLetterSeen
from tests.harness.kafka import stream
from tests.harness.tally import SeenEvent

LIVE = (RAW_FETCHED, PARSED, THREADED, RULED, OUTBOUND, DELIVERY)
REPLAYED = (PARSED, THREADED, RULED)
OF_THE_MOMENT = {
    PARSED: frozenset({"generation"}),
    THREADED: frozenset(
        {"generation", "seq", "thread_id", "is_new_thread", "placement_reason", "placement_confidence"}
        | {"customer_id", "customer_name", "is_customer_known"}
    ),
}
OF_THE_MOMENT[RULED] = OF_THE_MOMENT[THREADED] | {"decisions"}
"""Fields that say in which run or in which order messages came; a decision says "withheld" in every replay."""
OF_THE_FETCH = frozenset({"fetched_at", "flags"})
"""A copy fetched again is another record of raw.fetched: it tells when, and its bytes are sealed anew."""


async def events_seen(
    servers: str, names: TopicNames, topics: Collection[Topic], *, without: Collection[str] = ()
) -> list[SeenEvent]:
    """The events of these topics, each partition in its order, without unreadable records and copies in `without`."""
    found: list[SeenEvent] = []
    for topic in topics:
        async for record in stream(servers, names.of(topic)):
            document = _document(topic, record)
            if document is not None and document.get("copy_id") not in without:
                found.append(_seen(topic, record, document))
    return found


async def dead_letters_seen(servers: str, names: TopicNames) -> list[DeadLetterSeen]:
    """Every dead letter."""
    found: list[DeadLetterSeen] = []
    for topic in TOPICS:
        async for record in stream(servers, names.dlq_of(topic)):
            letter = parted(record.headers)[1]
            origin = f"{letter.topic}/{letter.partition}/{letter.offset} ({letter.reason})" if letter else "nowhere"
            found.append(DeadLetterSeen(topic.name, record_digest(record.key, record.value), origin))
    return found


def record_digest(key: bytes | None, value: bytes | None) -> bytes:
    """What a dead letter must have kept byte for byte."""
    return sha256(b"%r %r" % (key, value)).digest()


def _document(topic: Topic, record: RawRecord) -> dict[str, Any] | None:
    """The event's fields; None for a record that is no event."""
    headers: Iterable[tuple[str, bytes | None]] = record.headers
    value = dict(headers).get(FETCHED_HEADER) if topic.is_sealed else record.value
    try:
        document = json.loads(value or b"")
    except ValueError:
        return None
    return document if isinstance(document, dict) and "account_id" in document else None


def _seen(topic: Topic, record: RawRecord, document: dict[str, Any]) -> SeenEvent:
    is_fetched = topic.is_sealed
    return SeenEvent(
        topic=topic.name,
        account=str(document["account_id"]),
        event=_name(topic, document),
        message=str(document.get("mail_id", "")),
        seq=document.get("seq"),
        digest=_digest(document, OF_THE_FETCH) if is_fetched else sha256(record.value or b"").digest(),
        derived=_digest(document, OF_THE_MOMENT[topic]) if topic in OF_THE_MOMENT else b"",
    )


def _name(topic: Topic, document: dict[str, Any]) -> str:
    if topic.is_sealed:
        return str(document["copy_id"])
    if topic is OUTBOUND:
        return str(document.get("send_id"))
    if topic is DELIVERY:
        return " ".join(str(document[name]) for name in ("send_id", "recipient", "attempt", "state", "at"))
    return f"{document['copy_id']} fetched {document['fetched_at']}"


def _digest(document: dict[str, Any], without: Collection[str]) -> bytes:
    kept = {name: value for name, value in document.items() if name not in without}
    return sha256(json.dumps(kept, sort_keys=True).encode()).digest()
