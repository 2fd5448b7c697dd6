"""Looks at Kafka's offsets every few seconds, and remembers half an hour of it."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from services.api.screen.overview.rates import Sample
from shared.clock import Clock
from shared.errors import TransientError
from shared.events.topics import (
    DELIVERY,
    OUTBOUND,
    PARSED,
    RAW_FETCHED,
    RAW_FETCHED_BULK,
    RULED,
    THREADED,
    TOPICS,
    Topic,
    TopicNames,
)
from shared.kafka.clients import admin_client, partition_counts, reader
from shared.settings import Settings

EVERY_S = 5.0
REMEMBERED = 361
STAGES: tuple[tuple[str, Topic, str | None], ...] = (
    ("Fetched", RAW_FETCHED, "parser"),
    ("Imported", RAW_FETCHED_BULK, "parser"),
    ("Parsed", PARSED, "threader"),
    ("Threaded", THREADED, "rules"),
    ("Ruled", RULED, None),
    ("To be sent", OUTBOUND, "sender"),
    ("Outcomes of sends", DELIVERY, None),
)
"""What people call it, the topic in which it lies then, and the service that takes it from there."""
Ends = Mapping[TopicPartition, int]


@dataclass(slots=True)
class Flow:
    """The samples so far; `problem` says why the last one is missing."""

    samples: deque[Sample]
    problem: str = "nobody has looked yet"

    @classmethod
    def empty(cls) -> "Flow":
        """Nothing seen."""
        return cls(deque(maxlen=REMEMBERED))


class FlowWatch:
    """Fills a Flow."""

    def __init__(self, settings: Settings, clock: Clock, flow: Flow) -> None:
        self._settings = settings
        self._clock = clock
        self._flow = flow
        self._names = TopicNames(settings.topic_prefix, settings.generation)

    async def run(self) -> None:
        """Looks for ever, over one connection as long as it holds."""
        while True:
            try:
                async with admin_client(self._settings) as admin, reader(self._settings) as consumer:
                    await self._look_on(admin, consumer)
            except TransientError as error:
                self._flow.problem = str(error)
            await asyncio.sleep(EVERY_S)

    async def _look_on(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer) -> None:
        counts = await partition_counts(admin, [self._names.of(topic) for _, topic, _ in STAGES])
        letters = await partition_counts(admin, [self._names.dlq_of(topic) for topic in TOPICS])
        while True:
            sample = await self._sample(admin, consumer, counts, letters)
            self._flow.samples.append(sample)
            self._flow.problem = ""
            await asyncio.sleep(EVERY_S)

    async def _sample(
        self,
        admin: AIOKafkaAdminClient,
        consumer: AIOKafkaConsumer,
        counts: Mapping[str, int],
        letters: Mapping[str, int],
    ) -> Sample:
        places = _places(counts) + _places(letters)
        begins: Ends = await consumer.beginning_offsets(places)
        ends: Ends = await consumer.end_offsets(places)
        done = {}
        for _, topic, service in STAGES:
            name = self._names.of(topic)
            if service is not None and name in counts:
                committed = await admin.list_consumer_group_offsets(self._names.group(service, topic))
                at = {place: kept.offset for place, kept in committed.items() if kept.offset >= 0}
                done[topic.name] = tuple(at.get(place, begins[place]) for place in _places({name: counts[name]}))
        written = {
            topic.name: tuple(ends[place] for place in _places({name: counts[name]}))
            for _, topic, _ in STAGES
            if (name := self._names.of(topic)) in counts
        }
        set_aside = sum(ends[place] - begins[place] for place in _places(letters))
        return Sample(self._clock.monotonic(), written, done, set_aside)


def _places(counts: Mapping[str, int]) -> list[TopicPartition]:
    return [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
