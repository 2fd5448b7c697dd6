"""How old the oldest record is that a consumer has not committed."""

from collections.abc import Callable

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from shared.kafka.decode import RawRecord
from shared.kafka.unfinished import Unfinished

P0, P1 = TopicPartition("parsed", 0), TopicPartition("parsed", 1)
NOW = 1000.0
NOT_TOLD: dict[TopicPartition, int] = {}
Steps = Callable[[Unfinished], None]


def record(offset: int, came_at: float, partition: int = 0) -> RawRecord:
    return ConsumerRecord("parsed", partition, offset, int(came_at * 1000), 0, b"1", b"{}", None, 1, 1, ())


BATCH = [record(5, 900), record(6, 950), record(3, 930, partition=1)]


def nothing(unfinished: Unfinished) -> None:
    """It was just made."""


def in_hand(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)


def half_done(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.committed({P0: 6}, NOT_TOLD.get)


def one_partition_done(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.committed({P0: 7}, {P0: 7}.get)


def all_done(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.committed({P0: 7, P1: 4}, {P0: 7, P1: 4}.get)


def done_of_a_backlog(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.committed({P0: 7, P1: 4}, {P0: 5000, P1: 4}.get)


def backlog_at_its_end(unfinished: Unfinished) -> None:
    done_of_a_backlog(unfinished)
    unfinished.seen(P0, position=7, end=7)  # what stood there was no record


def commit_unacknowledged(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.taken([record(7, 990)])


def commit_made_up_for(unfinished: Unfinished) -> None:
    commit_unacknowledged(unfinished)
    unfinished.committed({P0: 8, P1: 4}, {P0: 8, P1: 4}.get)


def taken_again(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.taken(BATCH[1:])  # the position went back to an open record behind a done one, which was committed


def lies_in_kafka(unfinished: Unfinished) -> None:
    unfinished.seen(P0, position=5, end=9)


def lay_in_kafka(unfinished: Unfinished) -> None:
    unfinished.seen(P0, position=5, end=9)
    unfinished.taken([record(5, 400)])


def moved_away(unfinished: Unfinished) -> None:
    unfinished.taken(BATCH)
    unfinished.assigned()


def of_the_future(unfinished: Unfinished) -> None:
    unfinished.taken([record(5, 2000)])


def without_a_time(unfinished: Unfinished) -> None:
    unfinished.taken([record(5, -1)])


@pytest.mark.parametrize(
    ("steps", "age_s"),
    [
        pytest.param(nothing, 0, id="nothing waits"),
        pytest.param(in_hand, 100, id="a batch in hand"),
        pytest.param(half_done, 70, id="a part of it is done: the other partition's is older"),
        pytest.param(one_partition_done, 70, id="one partition is done"),
        pytest.param(all_done, 0, id="all is done"),
        pytest.param(done_of_a_backlog, 50, id="more lies there: as old as the last one taken"),
        pytest.param(backlog_at_its_end, 0, id="nothing lay there after all"),
        pytest.param(commit_unacknowledged, 100, id="a commit that was not acknowledged is none"),
        pytest.param(commit_made_up_for, 0, id="the next commit makes up for it"),
        pytest.param(taken_again, 100, id="a batch that is taken again"),
        pytest.param(lies_in_kafka, 0, id="not taken: since it was seen"),
        pytest.param(lay_in_kafka, 600, id="taken: its own time tells"),
        pytest.param(moved_away, 0, id="the partitions went"),
        pytest.param(of_the_future, 0, id="a producer's clock is ahead"),
        pytest.param(without_a_time, 0, id="a producer gives no time"),
    ],
)
def test_the_age(steps: Steps, age_s: float) -> None:
    unfinished = Unfinished(lambda: NOW)
    steps(unfinished)
    assert unfinished.age_s() == age_s


def test_it_grows_while_nothing_happens() -> None:
    now = NOW
    unfinished = Unfinished(lambda: now)
    unfinished.seen(P0, position=5, end=9)
    now += 30
    assert unfinished.age_s() == 30
    unfinished.seen(P0, position=5, end=12)
    assert unfinished.age_s() == 30
