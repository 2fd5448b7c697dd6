"""How many records of some topics their consumer groups have not committed."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.events.topics import Topic, TopicNames
from shared.kafka.clients import committed_offsets, partition_counts


async def backlog(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, names: TopicNames, stages: Sequence[tuple[str, Topic]]
) -> int:
    """Over all these services, each with its topic, at this moment."""
    counts = await partition_counts(admin, [names.of(topic) for _, topic in stages])
    total = 0
    for service, topic in stages:
        places = [TopicPartition(names.of(topic), number) for number in range(counts.get(names.of(topic), 0))]
        ends = await consumer.end_offsets(places)
        begins = await consumer.beginning_offsets(places)
        committed = await committed_offsets(admin, names.group(service, topic))
        at = {place: committed[place].offset if place in committed else -1 for place in places}
        total += sum(max(0, ends[place] - max(at[place], begins[place])) for place in places)
    return total
