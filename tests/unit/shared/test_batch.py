"""What may be committed, and where to go on."""

import pytest
from aiokafka import TopicPartition

from shared.kafka.batch import Batch, Entry, RecordId, record_id
from tests.unit.shared.records import raw

P0, P1 = TopicPartition("poll.requested", 0), TopicPartition("poll.requested", 1)
RECORDS = [raw(5), raw(6), raw(9, partition=1), raw(8), raw(10, partition=1)]


@pytest.mark.parametrize(
    ("done", "commit", "rewind"),
    [
        pytest.param(set(), {}, {P0: 5, P1: 9}, id="nothing done: nothing committed"),
        pytest.param({(P0, 5), (P0, 6), (P0, 8), (P1, 9), (P1, 10)}, {P0: 9, P1: 11}, {}, id="all done"),
        pytest.param({(P0, 5), (P1, 9)}, {P0: 6, P1: 10}, {P0: 6, P1: 10}, id="a prefix of each"),
        pytest.param({(P0, 6), (P0, 8)}, {}, {P0: 5, P1: 9}, id="done behind an open one is not committed"),
        pytest.param({(P0, 5), (P0, 8)}, {P0: 6}, {P0: 6, P1: 9}, id="up to the first open one"),
    ],
)
def test_only_a_done_prefix_is_committed(
    done: set[RecordId], commit: dict[TopicPartition, int], rewind: dict[TopicPartition, int]
) -> None:
    assert Batch(RECORDS, done).offsets() == (commit, rewind)


def test_what_was_done_ahead_is_not_open_again() -> None:
    batch = Batch(RECORDS, {(P0, 6)})
    batch.settle((P1, 9))
    assert [record_id(record) for record in batch.open()] == [(P0, 5), (P0, 8), (P1, 10)]


def test_a_commit_covers_what_lies_before_it() -> None:
    batch = Batch(RECORDS, set())
    assert set(batch.committed({P0: 7})) == {(P0, 5), (P0, 6)}


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        pytest.param(raw(7, key=b"1"), True, id="same key"),
        pytest.param(raw(7, key=b"2"), False, id="other key"),
        pytest.param(raw(7, key=b"1", partition=1), False, id="other partition"),
        pytest.param(raw(7, key=None), False, id="no key"),
    ],
)
def test_records_of_one_key_and_partition_stay_in_order(other: object, is_same: bool) -> None:
    first = Entry(raw(5, key=b"1"), "1", None)
    assert (first.order == Entry(other, "1", None).order) is is_same  # type: ignore[arg-type]


def test_the_heads_are_the_first_open_records_of_the_keys_that_are_not_held() -> None:
    keys = [b"held", b"1", b"1", b"2", b"held", None, b"2", None]
    entries = [Entry(raw(offset, key=key), "1", None) for offset, key in enumerate(keys)]
    heads = Batch([entry.record for entry in entries], {(P0, 1)}).heads(entries, {entries[0].order})
    assert [entry.record.offset for entry in heads] == [2, 3, 5, 7]
