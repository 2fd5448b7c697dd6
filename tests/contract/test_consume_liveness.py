"""A consumer is alive as long as no record lies there unfinished, whatever its polls return (DESIGN §4, fact 7)."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.clock import SystemClock
from shared.events import Event
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.health import PROGRESS_WITHIN_S
from shared.kafka import subscribe
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import committed, create_topics, plant
from tests.harness.service import running
from tests.harness.wait import eventually

PART = f"consumer of {POLL_REQUESTED.name}"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds in production."""
    monkeypatch.setattr("shared.service.run.LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(subscribe, "LONG_POLL_MS", 200)


class HandClock(SystemClock):
    """The clock of liveness, ahead by as much as the test says."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


async def is_live(run: Run[Settings], looks: int = 5) -> bool:
    """Whether the consumer is live once its limit has passed since what was seen of it before, and it was looked at."""
    [subscription] = run.subscriptions
    clock = run.health.clock
    if not isinstance(clock, HandClock):
        run.health.clock = clock = HandClock()
    clock.ahead_s += PROGRESS_WITHIN_S + 1
    for _ in range(looks):
        await subscription.watch()
    return PART not in run.health.not_live()


async def until_assigned(run: Run[Settings]) -> AIOKafkaConsumer:
    consumer = run.subscriptions[0].subscriber.consumer
    assert consumer is not None
    await eventually(consumer.assignment, deadline_s=20, what="its partition")
    return consumer


async def until_behind(run: Run[Settings], records: int) -> None:
    async def is_behind() -> bool:
        return await run.subscriptions[0].watch() == records

    await eventually(is_behind, deadline_s=20, what=f"{records} records are not taken")


async def test_a_consumer_that_leaves_records_lying_is_not_live(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    echo = Echo(["one"])
    async with running(echo.build, settings) as run:
        consumer = await until_assigned(run)
        consumer.pause(*consumer.assignment())  # its polls return, as those of one that has lost its fetcher
        await until_behind(run, 0)
        assert await is_live(run), "there is nothing to do"
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
        await until_behind(run, 1)
        assert not await is_live(run)
        consumer.resume(*consumer.assignment())
        await until_behind(run, 0)
        assert echo.batches == [["one"]]


class Hanging(Echo):
    """Never comes back from its first batch."""

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        self.batches.append([])
        await asyncio.Event().wait()
        return ()


async def test_a_handler_that_never_comes_back_is_not_live_though_everything_is_taken(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
    hanging = Hanging(["one"])
    async with running(hanging.build, settings.model_copy(update={"shutdown_grace_s": 0.5})) as run:
        await eventually(lambda: hanging.batches, deadline_s=20, what="the batch is taken")
        assert await run.subscriptions[0].watch() == 0
        assert not await is_live(run)


async def test_a_halted_consumer_is_live_and_an_absent_kafka_is_nobodys_fault(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    async with running(Echo([]).build, settings) as run:
        await until_assigned(run)
        [subscription] = run.subscriptions
        subscription.halt()
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
        await until_behind(run, 1)
        assert await is_live(run)
        producer, run.publisher._producer = run.publisher._producer, None
        await eventually(lambda: "kafka" in run.health.not_ready(), deadline_s=20, what="Kafka is away")
        subscription.is_halted = False
        await is_live(run)
        await eventually(lambda: PART not in run.health.not_live(), deadline_s=20, what="without Kafka: no blame")
        run.publisher._producer = producer
        await eventually(lambda: "kafka" not in run.health.not_ready(), deadline_s=20, what="Kafka is back")
        assert not await is_live(run), "it stands still though Kafka answers"


async def test_a_commit_that_was_not_acknowledged_is_made_up_for_without_another_record(
    settings: Settings, names: TopicNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers, name = settings.kafka_servers, names.of(POLL_REQUESTED)
    await create_topics(servers, names, TOPICS)
    echo = Echo(["one"])
    async with running(echo.build, settings) as run:
        consumer = run.subscriptions[0].subscriber.consumer
        assert consumer is not None
        commit: Any = consumer.commit
        refused: list[object] = []

        async def refuse_four(offsets: object) -> None:
            if len(refused) < 4:
                refused.append(offsets)
                raise KafkaError
            await commit(offsets)

        monkeypatch.setattr(consumer, "commit", refuse_four)
        await plant(servers, name, [record("one")])

        async def is_committed() -> bool:
            return await committed(servers, names.group("tested", POLL_REQUESTED), name) == {0: 1}

        await eventually(is_committed, deadline_s=20, what="the offset is committed")
        assert (len(refused), echo.batches) == (4, [["one"]])
