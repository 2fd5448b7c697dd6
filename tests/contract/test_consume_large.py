"""A batch is cut before its messages are so many bytes that it would last for minutes."""

import pytest

from shared.events.topics import CONNECTIVITY_REQUESTED, RAW_FETCHED, TopicNames
from shared.kafka import consume
from shared.settings import Settings
from tests.harness.echo import Echo
from tests.harness.kafka import committed, create_topics, plant
from tests.harness.raw import fetched
from tests.harness.service import running
from tests.harness.wait import eventually


async def test_what_a_batch_leaves_comes_in_the_next_ones(
    settings: Settings, names: TopicNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consume, "MOST_BATCH_BYTES", 100)
    sizes = {"30": 30, "70": 70, "1": 1, "over it alone": 101, "2": 2, "98": 98, "last": 0}
    await create_topics(settings.kafka_servers, names, [RAW_FETCHED, CONNECTIVITY_REQUESTED])
    planted = [fetched(label, size_bytes=size) for label, size in sizes.items()]
    await plant(settings.kafka_servers, names.of(RAW_FETCHED), planted)
    echo = Echo(list(sizes), topic=RAW_FETCHED)
    async with running(echo.build, settings) as run:
        group = names.group(run.service, RAW_FETCHED)

        async def all_committed() -> bool:
            return await committed(settings.kafka_servers, group, names.of(RAW_FETCHED)) == {0: len(sizes)}

        await eventually(all_committed, deadline_s=30, what="all of it is committed")
        assert await echo.handled(run) == list(sizes)
    assert echo.batches == [["30", "70"], ["1"], ["over it alone"], ["2", "98", "last"]]
