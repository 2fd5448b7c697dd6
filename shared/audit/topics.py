"""Kafka's part of the audit: what was asked for, what was set aside, and what is still on its way."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aiokafka import TopicPartition

from shared.audit.missing import uidl_trace
from shared.audit.snapshot import Asked
from shared.events import FETCHED_HEADER
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, RAW_FETCHED_BULK, THREADED, Topic, TopicNames
from shared.kafka.backlog import behind, places_of
from shared.kafka.clients import admin_client, partition_counts, reader, records_until_end
from shared.kafka.decode import RawRecord
from shared.settings import Settings

STAGES: tuple[tuple[str, Topic], ...] = (
    ("parser", RAW_FETCHED),
    ("parser", RAW_FETCHED_BULK),
    ("threader", PARSED),
    ("rules", THREADED),
    ("sender", OUTBOUND),
)
LOOK_EACH_S = 0.3


@dataclass(frozen=True, slots=True)
class Passage:
    """Through which services everything has gone; `behind` is how many records the next one still has to do."""

    through: frozenset[str]
    behind: str = ""


async def pass_through(settings: Settings, wait_s: float) -> Passage:
    """Waits until every service has committed what lay in its topic when the service before it was through.

    In the order of the stages: what was in Kafka at the beginning, and what was made of it, is handled then. Records
    that keep coming in do not prolong it.
    """
    deadline = time.monotonic() + wait_s
    through: set[str] = set()
    names = TopicNames(settings.topic_prefix, settings.generation)
    async with admin_client(settings) as admin, reader(settings) as consumer:
        for service, topic in STAGES:
            ends = await consumer.end_offsets(await places_of(admin, names.of(topic)))
            group = names.group(service, topic)
            while to_do := await behind(admin, consumer, group, ends):
                if time.monotonic() > deadline:
                    return Passage(
                        frozenset(through - {service}), f"{service} has {to_do} records of {topic.name} to do"
                    )
                await asyncio.sleep(LOOK_EACH_S)
            through.add(service)
    return Passage(frozenset(through))


async def asked_for(settings: Settings) -> frozenset[Asked]:
    """Every send request that the topic `outbound` still holds, as far as it can be read."""
    names = TopicNames(settings.topic_prefix, settings.generation)
    found = set()
    async for record in _records(settings, [names.of(OUTBOUND)]):
        document = _document(record.value)
        try:
            found.add(Asked(int(str(document["account_id"])), UUID(str(document["send_id"]))))
        except (KeyError, ValueError):
            continue  # the sender sets it aside
    return frozenset(found)


async def set_aside(settings: Settings) -> Mapping[str, frozenset[str]]:
    """The traces of all dead letters, by the service that set them aside; one that was put back is among them."""
    names = TopicNames(settings.topic_prefix, settings.generation)
    service_of = {names.dlq_of(topic): service for service, topic in STAGES}
    found: dict[str, set[str]] = {service: set() for service, _ in STAGES}
    async for record in _records(settings, list(service_of)):
        found[service_of[record.topic]] |= traces(record)
    return {service: frozenset(ids) for service, ids in found.items()}


def traces(record: RawRecord) -> set[str]:
    """The ids that a record names, in its key, its value or the header of raw.fetched."""
    header = next((value for name, value in record.headers if name == FETCHED_HEADER), None)
    if header is None:
        document = _document(record.value)
        return {str(document[name]) for name in ("mail_id", "send_id") if document.get(name)}
    document = _document(header)
    uidl = {uidl_trace(document.get("account_id"), document["uidl"])} if document.get("uidl") else set()
    return {(record.key or b"").decode(errors="replace")} | uidl


async def _records(settings: Settings, topics: Sequence[str]) -> AsyncIterator[RawRecord]:
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, topics)
    places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
    if places:
        async with reader(settings) as consumer:
            async for record in records_until_end(consumer, places):
                yield record


def _document(content: bytes | None) -> dict[str, object]:
    try:
        document = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
