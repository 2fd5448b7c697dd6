"""Alive is progress, ready is nothing missing."""

from datetime import UTC, datetime

import pytest

from shared.health import PROGRESS_WITHIN_S, Health


class HandClock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def monotonic(self) -> float:
        return self.at


def test_ready_means_that_no_part_misses_anything() -> None:
    health = Health("parser", HandClock())
    assert health.not_ready() == {}
    health.unready("postgres", "is it up?")
    health.unready("kafka", "is it up?")
    health.ready("postgres")
    health.ready("never told")
    assert health.not_ready() == {"kafka": "is it up?"}


def test_what_is_expected_is_missing_until_it_was_seen(caplog: pytest.LogCaptureFixture) -> None:
    health = Health("parser", HandClock())
    with caplog.at_level("WARNING"):
        health.expect("kafka")
    assert (health.not_ready(), caplog.messages) == ({"kafka": "not yet seen to work"}, [])
    health.ready("kafka")
    assert health.not_ready() == {}


def test_the_return_of_a_part_is_counted() -> None:
    health = Health("parser", HandClock())
    health.unready("kafka", "is it up?")
    for _ in range(2):
        health.ready("kafka")
    assert health.returns == 1


def test_a_part_that_made_progress_once_must_go_on() -> None:
    clock = HandClock()
    health = Health("parser", clock)
    assert health.not_live() == {}
    health.progress("consumer")
    health.progress("collector", within_s=86_400)
    clock.at = PROGRESS_WITHIN_S + 1
    assert health.not_live() == {"consumer": "no progress for 301 s (at most 300 s)"}
    health.progress("consumer")
    assert health.not_live() == {}
    clock.at = 1_000_000
    health.rest("consumer")
    health.rest("collector")
    assert health.not_live() == {}


def test_a_time_without_kafka_does_not_count_but_hides_no_standstill() -> None:
    clock = HandClock()
    health = Health("parser", clock)
    health.excuse("consumer", 5)
    assert health.not_live() == {}
    health.progress("consumer")
    for minute in range(1, 13):
        clock.at = minute * 60.0
        if minute % 2:
            health.excuse("consumer", 60)
        assert health.not_live() == ({"consumer": "no progress for 360 s (at most 300 s)"} if minute == 12 else {})
    health.progress("consumer")
    health.excuse("consumer", 600)
    clock.at += PROGRESS_WITHIN_S + 1
    assert "consumer" in health.not_live()
