"""How far consumer groups are behind, seen from outside of them."""

from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.events.topics import Topic, TopicNames
from shared.kafka.clients import committed_offsets, partition_counts


async def places_of(admin: AIOKafkaAdminClient, name: str) -> list[TopicPartition]:
    """The partitions of a topic; none while it does not exist."""
    return [TopicPartition(name, number) for number in range((await partition_counts(admin, [name])).get(name, 0))]


async def behind(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, group: str, ends: Mapping[TopicPartition, int]
) -> int:
    """How many records up to `ends` the group has not committed."""
    committed = await committed_offsets(admin, group)
    begins = await consumer.beginning_offsets(list(ends))
    at = {place: committed[place].offset if place in committed else -1 for place in ends}
    return sum(max(0, end - (at[place] if at[place] >= 0 else begins[place])) for place, end in ends.items())


async def backlog(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, names: TopicNames, stages: Sequence[tuple[str, Topic]]
) -> int:
    """How many records all these services have not committed, each of its topic, at this moment."""
    total = 0
    for service, topic in stages:
        ends = await consumer.end_offsets(await places_of(admin, names.of(topic)))
        total += await behind(admin, consumer, names.group(service, topic), ends)
    return total
