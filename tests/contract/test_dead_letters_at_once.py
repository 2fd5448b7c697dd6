"""Reading dead letters asks Kafka once for all topics, not topic by topic."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.conn import AIOKafkaConnection

from shared.dead_letters.discard import read_kept
from shared.events.topics import TOPICS, Topic, TopicNames
from shared.settings import Settings
from tests.harness.kafka import Planted, create_topics, plant


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kind of request went to a broker."""
    found: Counter[str] = Counter()
    send: Any = AIOKafkaConnection.send

    def counted(self: AIOKafkaConnection, request: Any, *arguments: Any, **named: Any) -> Any:
        found[type(request).__name__.partition("_")[0]] += 1
        return send(self, request, *arguments, **named)

    monkeypatch.setattr(AIOKafkaConnection, "send", counted)
    return found


async def looks_for_leaders(settings: Settings, topics: Sequence[Topic], asked: Counter[str]) -> int:
    asked.clear()
    await read_kept(settings, tuple(topics))
    return asked["MetadataRequest"]


@pytest.mark.stack
async def test_all_topics_are_looked_up_in_as_many_requests_as_one(
    settings: Settings, names: TopicNames, asked: Counter[str]
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS, partitions=2)
    await read_kept(settings, TOPICS)  # each partition has its leader then
    one = await looks_for_leaders(settings, TOPICS[:1], asked)
    assert one > 0
    assert await looks_for_leaders(settings, TOPICS, asked) == one


@pytest.mark.stack
async def test_letters_are_read_where_there_are_some(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS, partitions=2)
    for topic in TOPICS[::4]:
        letters = [Planted(b"k", b"%d" % number, (), number % 2) for number in range(6)]
        await plant(settings.kafka_servers, names.dlq_of(topic), letters)
    found = [(kept.stored.topic, *kept.stored.place) for kept in await read_kept(settings, TOPICS)]
    assert found == [(topic, partition, offset) for topic in TOPICS[::4] for partition in (0, 1) for offset in range(3)]
