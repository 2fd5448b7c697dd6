"""The table of faults is whole, and one that has hit nothing is named."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from shared.crash import CrashPoint
from tests.chaos.lanes import KILLED, Lane, lanes, missed, share_struck
from tests.chaos.plan import Plan, small, soak, whole
from tests.chaos.run import Run
from tests.chaos.strikes import Broker, Postgres

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
        f"crash {point}": times for point in CrashPoint
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


def test_a_fault_that_never_hit_is_missed() -> None:
    assert list(missed(_run(hits=Counter({"broker": 1})), TABLE)) == ["postgres"]


@pytest.mark.parametrize(("struck", "share"), [(Counter[str](), 0.0), (Counter({"servers": 3}), 1.0)])
def test_the_stream_waits_for_the_lane_that_is_furthest_behind(struck: Counter[str], share: float) -> None:
    assert share_struck(_run(struck=struck), TABLE) == share
