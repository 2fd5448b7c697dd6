"""Every few seconds: does Kafka answer, has it the topics, do the consumers hold their partitions, how far are they?"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from shared import metrics
from shared.errors import TransientError
from shared.events.topics import Topic
from shared.health import Health
from shared.kafka.publish import Publisher
from shared.kafka.subscribe import Subscription
from shared.settings import Settings

LOOK_EVERY_S = 2.0
ANSWER_WITHIN_S = 3.0
PART = "kafka"
TOPICS = "topics"
PRODUCER = "producer"


class KafkaWatch:
    """Keeps `/ready`, `/live` and the lag metric true, look by look; `needed` are the topics' full names."""

    def __init__(
        self,
        publisher: Publisher,
        health: Health,
        consumers: Sequence[tuple[Topic, Subscription]],
        needed: Collection[str] = (),
    ) -> None:
        self._publisher = publisher
        self._health = health
        self._consumers = consumers
        self._needed = frozenset(needed)
        self._looked_at = health.clock.monotonic()

    async def look(self) -> None:
        """Of what came since the last look: while Kafka was away nobody expects progress of a consumer."""
        self._publisher.log.count_left_out()
        self._ask_producer()
        is_there = await self._answers()
        now = self._health.clock.monotonic()
        away_s = 0.0 if is_there else now - self._looked_at
        self._looked_at = now
        lags = await asyncio.gather(*(subscription.watch() for _, subscription in self._consumers))
        for (topic, subscription), lag in zip(self._consumers, lags, strict=True):
            if lag is not None:
                metrics.CONSUMER_LAG.labels(topic.name).set(lag)
            subscription.excuse(away_s)

    def _ask_producer(self) -> None:
        try:
            self._publisher.look_after_producer()
        except TransientError as error:
            self._health.unready(PRODUCER, str(error))
        else:
            self._health.ready(PRODUCER)

    async def _answers(self) -> bool:
        try:
            found = await self._publisher.topic_names(within_s=ANSWER_WITHIN_S)
        except TransientError as error:
            self._health.unready(PART, str(error))
            return False
        self._health.ready(PART)
        if missing := sorted(self._needed - found):
            self._health.unready(TOPICS, lacking(missing))
        else:
            self._health.ready(TOPICS)
        return True


def lacking(topics: Sequence[str]) -> str:
    """What to do about topics that are not there."""
    return (
        f"Kafka lacks the topics {', '.join(topics)}: run `mailweave topics apply`; where they are there, this login "
        "may not see them: `mailweave topics acls`"
    )


def others_partitions(counts: Mapping[str, int], needed: Collection[str], settings: Settings) -> str:
    """What to say of topics that have another number of partitions than the setting; empty where none has."""
    wanted = settings.topic_partitions
    found = [f"{name} {counts[name]}" for name in sorted(needed) if counts.get(name, wanted) != wanted]
    if not found:
        return ""
    return (
        f"topics have another number of partitions than EMAIL_TOPIC_PARTITIONS={wanted}: {', '.join(found)}. "
        "What is there counts: set EMAIL_TOPIC_PARTITIONS to it, a changed number breaks the order of records"
    )
