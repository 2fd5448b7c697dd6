"""Every few seconds: does Kafka answer, and how far behind are the consumers?"""

from collections.abc import Sequence

from shared import metrics
from shared.errors import TransientError
from shared.events.topics import Topic
from shared.health import Health
from shared.kafka.publish import Publisher
from shared.kafka.subscribe import Subscription

LOOK_EVERY_S = 5.0
PART = "kafka"


class KafkaWatch:
    """Keeps `/ready`, `/live` and the lag metric true, look by look."""

    def __init__(self, publisher: Publisher, health: Health, consumers: Sequence[tuple[Topic, Subscription]]) -> None:
        self._publisher = publisher
        self._health = health
        self._consumers = consumers
        self._looked_at = health.clock.monotonic()

    async def look(self) -> None:
        """Of what came since the last look: while Kafka was away nobody expects progress of a consumer."""
        is_there = await self._answers()
        now = self._health.clock.monotonic()
        away_s = 0.0 if is_there else now - self._looked_at
        self._looked_at = now
        for topic, subscription in self._consumers:
            lag = await subscription.watch()
            if lag is not None:
                metrics.CONSUMER_LAG.labels(topic.name).set(lag)
            subscription.excuse(away_s)

    async def _answers(self) -> bool:
        try:
            await self._publisher.topic_names()
        except TransientError as error:
            self._health.unready(PART, str(error))
            return False
        self._health.ready(PART)
        return True
