"""How far a replay is: what its consumer groups have committed, against where their topics end."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.events.topics import PARSED, RAW_FETCHED, RAW_FETCHED_BULK, THREAD_REQUESTED, THREADED, Topic, TopicNames
from shared.kafka.clients import admin_client, committed_offsets, reader
from shared.settings import Settings

STEPS: tuple[tuple[str, Topic], ...] = (
    ("parser", RAW_FETCHED),
    ("parser", RAW_FETCHED_BULK),
    ("threader", PARSED),
    ("threader", THREAD_REQUESTED),
    ("rules", THREADED),
)
"""Every topic that a replay reads to its end, and the service that does."""
SERVICES = tuple(dict.fromkeys(service for service, _ in STEPS))


@dataclass(frozen=True, slots=True)
class Step:
    """One service's way through a topic, in records."""

    service: str
    topic: str
    done: int
    total: int

    @property
    def is_finished(self) -> bool:
        """Whether it has committed everything."""
        return self.done >= self.total


class Watch:
    """Looks at the offsets of one generation."""

    def __init__(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, names: TopicNames) -> None:
        self._admin = admin
        self._consumer = consumer
        self._names = names

    async def steps(self) -> list[Step]:
        """Where each service stands now in each of its topics."""
        return [await self.step(service, topic) for service, topic in STEPS]

    async def step(self, service: str, topic: Topic) -> Step:
        """Where this service stands in this topic."""
        partitions = await self._partitions(self._names.of(topic))
        ends = await self._consumer.end_offsets(partitions)
        begins = await self._consumer.beginning_offsets(partitions)
        committed = await committed_offsets(self._admin, self._names.group(service, topic))
        offsets = {p: committed[p].offset for p in partitions if p in committed and committed[p].offset >= 0}
        done = sum(offsets.get(p, begins[p]) - begins[p] for p in partitions)
        return Step(service, topic.name, done, sum(ends[p] - begins[p] for p in partitions))

    async def _partitions(self, name: str) -> list[TopicPartition]:
        (described,) = await self._admin.describe_topics([name])
        return [TopicPartition(name, found["partition"]) for found in described["partitions"]]


@asynccontextmanager
async def watch(settings: Settings, generation: int) -> AsyncIterator[Watch]:
    """Connects to Kafka for as long as the replay is watched."""
    async with admin_client(settings) as admin, reader(settings) as consumer:
        yield Watch(admin, consumer, TopicNames(settings.topic_prefix, generation))


async def next_generation(settings: Settings) -> int:
    """The number after the highest that any replay in this installation has used."""
    pattern = re.compile(rf"^{re.escape(settings.topic_prefix)}g(\d+)\.")
    async with admin_client(settings) as admin:
        found = [pattern.match(name) for name in await admin.list_topics()]
    return 1 + max((int(match[1]) for match in found if match), default=0)
