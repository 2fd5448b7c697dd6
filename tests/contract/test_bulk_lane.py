"""The subscriber of a bulk topic beside the live one, on a real broker."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.events import Event
from shared.events.topics import RAW_FETCHED, RAW_FETCHED_BULK, TopicNames
from shared.kafka.turns import MOST_RECORDS
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.kafka import create_topics, plant
from tests.harness.raw import fetched
from tests.harness.service import running
from tests.harness.wait import eventually

LIVE, BULK = 300, 40 * MOST_RECORDS


@dataclass
class Lanes:
    """Notes which lane handled how many records, in their order; the live one can be held."""

    handled: list[tuple[str, int]] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def build(self, run: Run[Settings]) -> None:
        run.consume(RAW_FETCHED, self.live, max_records=2)
        run.consume(RAW_FETCHED_BULK, self.bulk)

    async def live(self, events: Sequence[Event]) -> Sequence[Event]:
        await self.may_go_on.wait()
        self.handled.append(("live", len(events)))
        return ()

    async def bulk(self, events: Sequence[Event]) -> Sequence[Event]:
        self.handled.append(("bulk", len(events)))
        return ()

    def count(self, lane: str) -> int:
        return sum(records for each, records in self.handled if each == lane)


async def planted(settings: Settings, names: TopicNames, live: int, bulk: int) -> None:
    await create_topics(settings.kafka_servers, names, [RAW_FETCHED, RAW_FETCHED_BULK])
    for topic, count in ((RAW_FETCHED, live), (RAW_FETCHED_BULK, bulk)):
        records = [fetched(f"{topic.name} {number}") for number in range(count)]
        await plant(settings.kafka_servers, names.of(topic), records)


async def test_bulk_makes_way_while_the_live_lane_has_work(settings: Settings, names: TopicNames) -> None:
    await planted(settings, names, LIVE, BULK)
    lanes = Lanes()
    lanes.may_go_on.set()
    async with running(lanes.build, settings):
        await eventually(lambda: lanes.count("bulk") == BULK, deadline_s=60, what="all of the bulk")
        await eventually(lambda: lanes.count("live") == LIVE, deadline_s=60, what="all that is live")
    until_live_was_done = lanes.handled[: max(n for n, (lane, _) in enumerate(lanes.handled) if lane == "live")]
    bulk_before = sum(records for lane, records in until_live_was_done if lane == "bulk")
    assert bulk_before < BULK, "live was not done first"
    assert {records for lane, records in lanes.handled if lane == "bulk" and records > MOST_RECORDS} == set()


async def test_bulk_comes_to_its_end_though_the_live_lane_never_does(settings: Settings, names: TopicNames) -> None:
    await planted(settings, names, 2, 2 * MOST_RECORDS)
    lanes = Lanes()
    async with running(lanes.build, settings):
        await eventually(lambda: lanes.count("bulk") == 2 * MOST_RECORDS, deadline_s=60, what="all of the bulk")
        assert lanes.count("live") == 0
        lanes.may_go_on.set()
        await eventually(lambda: lanes.count("live") == 2, deadline_s=60, what="all that is live")
