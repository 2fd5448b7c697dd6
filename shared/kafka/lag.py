"""Every few seconds: does Kafka answer, and how far behind are the consumers?"""

import asyncio
from collections.abc import Sequence

from shared import metrics
from shared.errors import TransientError
from shared.events.topics import Topic
from shared.health import Health
from shared.kafka.publish import Publisher
from shared.kafka.subscribe import Subscription

EVERY_S = 5.0
PART = "kafka"


async def watch_kafka(publisher: Publisher, health: Health, consumers: Sequence[tuple[Topic, Subscription]]) -> None:
    """Keep `/ready`, `/live` and the lag metric true, for ever."""
    looked_at = health.clock.monotonic()
    while True:
        is_there = await _answers(publisher, health)
        now = health.clock.monotonic()
        away_s, looked_at = (0.0 if is_there else now - looked_at), now
        for topic, subscription in consumers:
            lag = await subscription.watch()
            if lag is not None:
                metrics.CONSUMER_LAG.labels(topic.name).set(lag)
            subscription.excuse(away_s)
        await asyncio.sleep(EVERY_S)


async def _answers(publisher: Publisher, health: Health) -> bool:
    try:
        await publisher.topic_names()
    except TransientError as error:
        health.unready(PART, str(error))
        return False
    health.ready(PART)
    return True
