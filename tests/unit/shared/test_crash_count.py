"""The notes beside committed offsets: what they say, and what is in hand when (shared/kafka/crash_count.py)."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest
from aiokafka import TopicPartition

from shared.kafka.batch import Batch, RecordId
from shared.kafka.crash_count import Committing, CrashCount, InHand, Notes
from shared.kafka.decode import RawRecord

ONE, OTHER = TopicPartition("t", 0), TopicPartition("t", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5-9:2", InHand(5, 9, 2), id="a note"),
        pytest.param("", None, id="nothing"),
        pytest.param("written by another program", None, id="not ours"),
        pytest.param("5-9:2 ", None, id="more than a note"),
        pytest.param("5-9:" + "9" * 5000, None, id="no number that anybody wrote"),
        pytest.param("٥-٩:٢", None, id="digits of another script"),
    ],
)
def test_a_note_is_read_as_it_was_written_and_anything_else_is_none(text: str, expected: InHand | None) -> None:
    assert InHand.parse(text) == expected
    assert expected is None or str(expected) == text


@pytest.mark.parametrize(
    ("offset", "deaths", "behind"),
    [
        pytest.param(4, 0, InHand(5, 7, 2), id="before"),
        pytest.param(5, 2, InHand(5, 7, 2), id="the first"),
        pytest.param(6, 1, InHand(6, 7, 1), id="one of the others"),
        pytest.param(7, 1, InHand(7, 7, 1), id="the last"),
        pytest.param(8, 0, None, id="behind"),
    ],
)
def test_the_first_has_its_own_deaths_and_the_others_one(offset: int, deaths: int, behind: InHand | None) -> None:
    note = InHand(5, 7, 2)
    assert (note.deaths_of(offset), note.behind(offset)) == (deaths, behind)


@dataclass
class Kafka:
    """The committed offsets of two partitions, as a broker keeps them."""

    at: Notes = field(default_factory=lambda: {ONE: (0, ""), OTHER: (0, "")})

    async def notes(self) -> dict[TopicPartition, str]:
        return {each: text for each, (_, text) in self.at.items()}

    async def commit(self, offsets: Committing) -> None:
        self.at |= {each: (to, "") if isinstance(to, int) else to for each, to in offsets.items()}

    def started(self) -> CrashCount:
        count = CrashCount()
        count.assigned(self)
        return count


def batch(*ids: RecordId, done: set[RecordId] | None = None) -> Batch:
    records = [SimpleNamespace(topic=each.topic, partition=each.partition, offset=offset) for each, offset in ids]
    return Batch([cast("RawRecord", record) for record in records], done if done is not None else set())


async def test_the_third_death_is_told_of_the_record_alone() -> None:
    kafka, taken = Kafka(), [(ONE, 0), (ONE, 1), (ONE, 2), (OTHER, 0)]
    assert await kafka.started().take_up(batch(*taken))
    assert kafka.at == {ONE: (0, "0-2:1"), OTHER: (0, "0-0:1")}
    for deaths in (1, 2):
        count, done = kafka.started(), set[RecordId]()
        assert not await count.take_up(batch(*taken))
        assert count.deaths((ONE, 1)) == deaths
        if deaths == 1:
            await count.take_one((ONE, 0), batch(*taken, done=done))
            assert kafka.at == {ONE: (0, "0-2:2"), OTHER: (0, "0-0:1")}
            done.add((ONE, 0))
        await count.take_one((ONE, 1), batch(*taken, done=done))
        taken = taken[1:] if deaths == 1 else taken
        assert kafka.at == {ONE: (1, f"1-2:{deaths + 1}"), OTHER: (0, "0-0:1")}
    count = kafka.started()
    assert not await count.take_up(batch(*taken))
    assert [count.deaths(each) for each in taken] == [3, 1, 1]


async def test_of_a_batch_only_what_is_in_hand_is_noted() -> None:
    kafka = Kafka({ONE: (0, "0-2:1"), OTHER: (0, "0-0:1")})
    count, taken = kafka.started(), [(ONE, 0), (OTHER, 0)]
    assert not await count.take_up(batch(*taken))
    await count.take_one((ONE, 0), batch(*taken))
    await count.take_one((OTHER, 0), batch(*taken))
    assert kafka.at == {ONE: (0, "0-2:1"), OTHER: (0, "0-0:2")}
    await kafka.commit(count.settled({ONE: 1}, {OTHER: 0}))
    assert kafka.at == {ONE: (1, "1-2:1"), OTHER: (0, "0-0:1")}, "both came back; the rest stays suspect"
    assert not await count.take_up(batch((ONE, 1)))
    await count.take_one((ONE, 1), batch((ONE, 1)))
    await count.put_down()
    assert kafka.at == {ONE: (1, "1-2:1"), OTHER: (0, "0-0:1")}


async def test_a_partition_whose_first_batch_went_well_has_no_notes_any_more() -> None:
    kafka = Kafka()
    count = kafka.started()
    assert await count.take_up(batch((ONE, 0), (ONE, 1)))
    await kafka.commit(count.settled({ONE: 1}, {ONE: 1}))
    assert kafka.at[ONE] == (1, "")
    assert await count.take_up(batch((ONE, 1)))
    assert kafka.at[ONE] == (1, "1-1:1"), "half of a batch is no batch"
    await kafka.commit(count.settled({ONE: 2}, {}))
    assert await count.take_up(batch((ONE, 2)))
    assert kafka.at == {ONE: (2, ""), OTHER: (0, "")}
    assert await count.take_up(batch((OTHER, 0)))
    assert kafka.at[OTHER] == (0, "0-0:1")
