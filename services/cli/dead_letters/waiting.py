"""How many dead letters were not put back, by their offsets alone."""

from aiokafka import TopicPartition

from services.cli.dead_letters.redriven import Redriven
from services.cli.dead_letters.stored import names_of, redriven_of
from shared.events.topics import TOPICS
from shared.kafka.clients import admin_client, partition_counts, reader
from shared.settings import Settings


async def waiting_letters(settings: Settings) -> int:
    """Of all topics."""
    topic_of = {names_of(settings).dlq_of(topic): topic for topic in TOPICS}
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, topic_of)
    places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
    async with reader(settings) as consumer:
        begins = await consumer.beginning_offsets(places)
        ends = await consumer.end_offsets(places)
    filled = [place for place in places if begins[place] < ends[place]]
    done = await redriven_of(settings, {topic_of[place.topic] for place in filled})
    return sum(
        offset not in done[topic_of[place.topic]].get(place.partition, Redriven())
        for place in filled
        for offset in range(begins[place], ends[place])
    )
