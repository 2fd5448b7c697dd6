"""A second process joins while a batch is in work (DESIGN §4, fact 6)."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from shared.events import Event
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import committed, create_topics, plant
from tests.harness.service import running
from tests.harness.wait import eventually, within


class Slow(Echo):
    """Handles a batch only when the test lets it."""

    def gate(self) -> None:
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        self.began.set()
        await self.may_end.wait()
        return await super().handle(events)


async def test_partitions_change_hands_only_after_the_batch_in_work_is_committed(
    settings: Settings, names: TopicNames
) -> None:
    servers, name = settings.kafka_servers, names.of(POLL_REQUESTED)
    await create_topics(servers, names, TOPICS, partitions=2)
    labels = [f"record {number}" for number in range(6)]
    await plant(servers, name, [record(label, partition=number % 2) for number, label in enumerate(labels)])
    first, second = Slow(labels), Echo(labels)
    first.gate()
    async with running(first.build, settings) as run:
        await eventually(first.began.is_set, deadline_s=30, what="the first process has taken a batch")
        revoked = asyncio.create_task(run.subscriptions[0].interrupted.wait())
        joining = asyncio.create_task(join(second, settings, labels))
        async with within(20):
            await revoked
        assert second.batches == []
        first.may_end.set()
        await joining
        assert sorted(await first.handled(run)) == [*labels, "unknown"], "each once, and the one that showed both work"
    assert sorted((await committed(servers, names.group("tested", POLL_REQUESTED), name)).values()) == [3, 4]


async def join(second: Echo, settings: Settings, labels: list[str]) -> None:
    async with running(second.build, settings) as run:
        [subscription] = run.subscriptions
        consumer = subscription.subscriber.consumer
        assert consumer is not None
        [mine] = consumer.assignment()
        await plant(settings.kafka_servers, mine.topic, [record("shows that it works", partition=mine.partition)])
        await eventually(lambda: second.batches, deadline_s=30, what="the second process works")
        assert second.batches == [["unknown"]]


async def test_the_lag_is_told_while_partitions_go(
    settings: Settings, names: TopicNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS, partitions=3)
    async with running(Echo([]).build, settings) as run:
        [subscription] = run.subscriptions
        consumer = subscription.subscriber.consumer
        assert consumer is not None
        await eventually(lambda: len(consumer.assignment()) == 3, deadline_s=20, what="all partitions are assigned")
        position: Any = consumer.position
        assignments: Any = consumer._subscription

        async def position_and_rebalance(partition: TopicPartition) -> int:
            found = await position(partition)
            assignments.assign_from_subscribed({partition})  # as the coordinator does
            return int(found)

        monkeypatch.setattr(consumer, "position", position_and_rebalance)
        assert await subscription.watch() == 0
        assert len(consumer.assignment()) == 1
