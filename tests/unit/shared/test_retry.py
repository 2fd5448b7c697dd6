"""How long to wait, and whose fault a failure is."""

import pytest
from aiokafka import TopicPartition

from shared.errors import TransientError
from shared.kafka.retry import LONGEST_WAIT_S, Round, Trials, wait_s

A, B = ((TopicPartition("t", 0), offset) for offset in (1, 2))


@pytest.mark.parametrize(
    ("failures", "random", "expected"),
    [
        pytest.param(1, 0.0, 0.1, id="first, least"),
        pytest.param(1, 1.0, 0.2, id="first, most"),
        pytest.param(2, 1.0, 0.4, id="doubled"),
        pytest.param(5, 1.0, 3.2, id="again and again"),
        pytest.param(9, 1.0, LONGEST_WAIT_S, id="never above the longest"),
        pytest.param(10_000, 0.0, LONGEST_WAIT_S / 2, id="after days"),
    ],
)
def test_the_wait_doubles_up_to_its_limit(failures: int, random: float, expected: float) -> None:
    assert wait_s(failures, random) == pytest.approx(expected)


def failing(*records: object, passed: int = 0) -> Round:
    tally = Round(passed=passed)
    for record in records:
        tally.fail(record, TransientError("down"))  # type: ignore[arg-type]
    return tally


def test_a_record_is_stuck_only_while_others_pass() -> None:
    trials = Trials(most_s=100)
    assert not trials.judge(failing(A), 0, {A: 1}), "nothing else passes: a dependency may be down"
    assert not trials.is_over(A, 1000)
    assert trials.judge(failing(A, passed=1), 1000, {A: 7})
    assert (trials.is_due(A, 1006.9), trials.is_due(A, 1007)) == (False, True)
    assert trials.judge(failing(A), 1007, {A: 1}), "it alone, and it was stuck before"
    assert (trials.is_over(A, 1099.9), trials.is_over(A, 1100)) == (False, True)


def test_an_outage_does_not_count_against_a_stuck_record() -> None:
    trials = Trials(most_s=100)
    assert trials.judge(failing(A, passed=1), 0, {A: 1})
    assert not trials.judge(failing(A, B), 50, {A: 1, B: 1}), "now others fail as well"
    assert not trials.is_over(A, 1000)
    assert trials.judge(failing(A, passed=1), 1000, {A: 1})
    assert not trials.is_over(A, 1099)


def test_a_record_that_is_done_is_forgotten() -> None:
    trials = Trials(most_s=1)
    trials.judge(failing(A, passed=1), 0, {A: 60})
    trials.forget(A)
    assert trials.is_due(A, 0)
    assert not trials.is_over(A, 60)


@pytest.mark.parametrize(
    ("tally", "is_so"),
    [
        pytest.param(failing(A, B), True, id="two failed, none passed"),
        pytest.param(failing(A), False, id="one failed"),
        pytest.param(failing(A, B, passed=1), False, id="one passed"),
    ],
)
def test_a_round_gives_up_when_nothing_passes(tally: Round, is_so: bool) -> None:
    assert tally.has_only_failed(2) is is_so
