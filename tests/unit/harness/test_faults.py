"""The table of faults is whole, and one that has hit nothing is named."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from shared.crash import CrashPoint
from tests.chaos.lanes import KILLED, Lane, lanes, missed, share_struck
from tests.chaos.observe import groundless_doubts
from tests.chaos.plan import CANARIES, Plan, small, soak, whole
from tests.chaos.run import Run
from tests.chaos.strikes import Broker, Postgres
from tests.chaos.zombies import has_moved

TABLE: dict[str, Lane] = {"servers": [Broker(), Postgres(), Postgres()], "none": []}


def _run(**counts: Counter[str]) -> Run:
    return cast("Run", SimpleNamespace(**counts))


@pytest.mark.parametrize(
    ("plan", "times", "kills", "brokers", "postgres"),
    [
        pytest.param(whole(1, 2_000), 1, 10, 1, 2, id="the CI"),
        pytest.param(soak(1, 100_000), 20, 250, 10, 20, id="the soak"),
    ],
)
def test_the_table_is_what_was_promised(plan: Plan, times: int, kills: int, brokers: int, postgres: int) -> None:
    struck = Counter(strike.name for lane in lanes(plan).values() for strike in lane)
    assert {name: struck[name] for name in struck if name.startswith("crash ")} == {
        f"crash {point}": times for point in CrashPoint if point not in CANARIES
    }
    assert sum(struck[f"kill {service}"] for service in KILLED) == kills
    assert (struck["broker"], struck["postgres"]) == (brokers, postgres)
    assert len([name for name in struck if " before " in name]) == 4 * 7
    assert {f"stop {service}" for service in KILLED} <= set(struck)


def test_no_two_lanes_kill_the_same_service() -> None:
    table = lanes(whole(1, 2_000))
    for service in KILLED:
        killing = (f"crash {service}.", f"kill {service}")
        assert len([name for name, lane in table.items() if any(each.name.startswith(killing) for each in lane)]) == 1


def test_a_seed_gives_the_same_order() -> None:
    assert lanes(whole(5, 200)) == lanes(whole(5, 200)) != lanes(whole(6, 200))


def test_a_small_run_strikes_only_what_it_is_told() -> None:
    table = lanes(small(1, 60, (CrashPoint.PARSER_AFTER_COMMIT,)))
    assert [strike.name for lane in table.values() for strike in lane] == ["crash parser.after_commit"]


@pytest.mark.parametrize("hits", [0, 1])
def test_a_fault_that_did_not_hit_as_often_as_it_was_to_is_missed(hits: int) -> None:
    run = _run(hits=Counter({"broker": 1, "postgres": hits}))
    assert list(missed(run, TABLE)) == [f"postgres has hit {hits} of 2 times"]


def test_a_fault_that_hit_more_often_is_not_missed() -> None:
    assert not list(missed(_run(hits=Counter({"broker": 2, "postgres": 2})), TABLE))


@pytest.mark.parametrize(
    ("at", "is_groundless"),
    [(80.0, True), (95.0, False), (105.0, False), (114.0, False), (120.0, True)],
    ids=["long before", "under way", "within", "just after", "long after"],
)
def test_a_doubt_needs_a_strike_that_can_cause_it(at: float, *, is_groundless: bool) -> None:
    spans = [("crash sender.in_data", 100.0, 110.0), ("kill parser", 0.0, 200.0), ("Cut before Kafka", 0.0, 200.0)]
    assert groundless_doubts([("send", at)], spans) == (["send"] if is_groundless else [])


@pytest.mark.parametrize(
    ("after", "is_moved"), [({"1": "a"}, False), ({"1": "b"}, True), ({}, False), ({"2": "b"}, False)]
)
def test_a_lease_has_moved_when_another_has_it(after: dict[str, str], *, is_moved: bool) -> None:
    assert has_moved({"1": "a"}, after) == is_moved


@pytest.mark.parametrize(("struck", "share"), [(Counter[str](), 0.0), (Counter({"servers": 3}), 1.0)])
def test_the_stream_waits_for_the_lane_that_is_furthest_behind(struck: Counter[str], share: float) -> None:
    assert share_struck(_run(struck=struck), TABLE) == share
