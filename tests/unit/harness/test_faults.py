"""The table of faults is whole, and one that has hit nothing is named."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from shared.crash import CrashPoint
from tests.chaos.lanes import Lane, lanes, missed, share_struck
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
    table = lanes(plan)
    struck = Counter(strike.name for name in ("crashes", "crashes of the sender") for strike in table[name])
    assert struck == Counter({f"crash {point}": times for point in CrashPoint})
    assert len(table["kills"]) == kills
    servers = Counter(strike.name for strike in table["servers"])
    assert (servers["broker"], servers["postgres"]) == (brokers, postgres)
    assert len({strike.name for strike in table["network"]}) == 4 * 7
    assert {f"stop {name}" for name in ("poller", "parser", "threader", "rules", "sender")} <= {
        strike.name for strike in table["moves"]
    }


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
