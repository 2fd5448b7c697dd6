"""While the demo stays: a line for each message that arrives and for each answer that leaves, as the topics tell."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.cli.terminal import visible
from shared.errors import DefectiveRecord
from shared.events import DeliveryChanged, Direction, Event, MessageRuled
from shared.events.topics import DELIVERY, RULED, Topic, TopicNames
from shared.kafka.clients import admin_client, partition_counts, reader
from shared.kafka.decode import decode
from shared.settings import Settings

TOPICS: tuple[Topic, ...] = (RULED, DELIVERY)
FETCH_MS = 1000
Tell = Callable[[str], None]


@asynccontextmanager
async def arrivals_told(settings: Settings, tell: Tell) -> AsyncIterator[None]:
    """Tells of what comes after this moment, for as long as the block runs."""
    names = TopicNames(settings.topic_prefix)
    topic_of = {names.of(topic): topic for topic in TOPICS}
    async with admin_client(settings) as admin:
        counts = await partition_counts(admin, topic_of)
    places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
    async with reader(settings) as consumer:
        ends = await consumer.end_offsets(places)
        consumer.assign(places)
        for place in places:
            consumer.seek(place, ends[place])
        telling = asyncio.create_task(_tell_all(consumer, topic_of, tell))
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)


async def _tell_all(consumer: AIOKafkaConsumer, topic_of: dict[str, Topic], tell: Tell) -> None:
    while True:
        for place, records in (await consumer.getmany(timeout_ms=FETCH_MS)).items():
            for record in records:
                try:
                    line = line_of(decode(topic_of[place.topic], record))
                except DefectiveRecord as error:  # somebody else writes there too
                    line = f"{place.topic}: {error}"
                if line:
                    tell(visible(line))


def line_of(event: Event) -> str:
    """What happened, for a person; empty for our own messages, of which `delivery` tells."""
    match event:
        case MessageRuled(direction=Direction.INBOUND):
            sender = event.author or next(iter(event.from_addresses), None)
            to = ", ".join(each.address for each in event.to[:1]) or f"account {event.account_id}"
            said = f"“{event.subject}” from {sender.address if sender else 'nobody'} to {to}"
            return f"arrived  {said}, thread {str(event.thread_id)[:8]}: {decided(event)}"
        case DeliveryChanged():
            why = f": {event.reason}" if event.reason else ""
            return f"{event.state.value.replace('_', ' '):<8} {_KINDS[event.kind.value]} to {event.recipient}{why}"
        case _:
            return ""


def decided(event: MessageRuled) -> str:
    """What the rules made of it."""
    names = {match.rule_id: match.name for match in event.matches}
    for decision in event.decisions:
        if not decision.withheld:
            return f"answered by “{names.get(decision.rule_id, decision.rule_id)}”"
    reasons = dict.fromkeys(decision.withheld for decision in event.decisions)
    return f"not answered, {'; '.join(reasons)}" if reasons else "no rule matches"


_KINDS = {"request": "message", "auto_reply": "answer", "forward": "forwarded message"}
