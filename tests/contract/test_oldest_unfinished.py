"""`mailweave_oldest_unfinished_seconds` grows while a record waits, for whatever reason, and is 0 when none does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared.events import Event
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka import subscribe
from shared.metrics import CONSUMER
from shared.settings import Settings
from tests.contract.test_consume_transient import Switch
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import create_topics, plant
from tests.harness.service import running
from tests.harness.wait import eventually


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds in production."""
    monkeypatch.setattr("shared.service.run.LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(subscribe, "LONG_POLL_MS", 200)


def age_s() -> float:
    """As it is scraped."""
    found = CONSUMER.get_sample_value("mailweave_oldest_unfinished_seconds", {"topic": POLL_REQUESTED.name})
    assert found is not None
    return found


async def until_it_grows() -> None:
    first = await eventually(age_s, deadline_s=20, what="a record waits")
    await eventually(lambda: age_s() > first, deadline_s=20, what="it waits longer")


async def until_none_waits() -> None:
    await eventually(lambda: age_s() == 0, deadline_s=40, what="nothing waits")


@dataclass
class Hanging(Echo):
    """Comes back from a batch when it is let."""

    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        await self.may_go_on.wait()
        return await super().handle(events)


async def test_while_a_batch_hangs(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    hanging = Hanging(["one", "two"])
    async with running(hanging.build, settings):
        assert age_s() == 0
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
        await until_it_grows()
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("two")])
        hanging.may_go_on.set()
        await until_none_waits()


async def test_while_a_dependency_is_away(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one"), record("two", account=2)])
    database = Switch()
    echo = Echo(["one", "two"], {"one": database.fault, "two": database.fault})
    async with running(echo.build, settings):
        await until_it_grows()
        database.is_down = False
        await until_none_waits()


async def test_while_records_lie_in_kafka_and_nobody_takes_them(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    async with running(Echo(["one"]).build, settings) as run:
        consumer = run.subscriptions[0].subscriber.consumer
        assert consumer is not None
        await eventually(consumer.assignment, deadline_s=20, what="its partition")
        consumer.pause(*consumer.assignment())
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
        await until_it_grows()
        consumer.resume(*consumer.assignment())
        await until_none_waits()
