"""The goals: what is missed is named, with by how much."""

from pathlib import Path

import pytest

from tests.bench.goals import Goal, missed, read_goals
from tests.bench.main import GOALS
from tests.bench.results import completed


@pytest.mark.parametrize(
    ("goal", "figure", "line"),
    [
        (Goal("e2e_msg_s", at_least=400), 400.0, None),
        (Goal("e2e_msg_s", at_least=400), 300.0, "e2e_msg_s: 300.00, 25% below the goal of 400"),
        (Goal("latency_p95_ms", at_most=500), 500.0, None),
        (Goal("latency_p95_ms", at_most=500), 750.0, "latency_p95_ms: 750.00, 50% above the goal of 500"),
        (Goal("idle", at_least=0.9, at_most=1.1), 1.0, None),
        (Goal("idle", at_least=0.9, at_most=1.1), 0.45, "idle: 0.45, 50% below the goal of 0.9"),
        (Goal("idle", at_least=0.9, at_most=1.1), 2.2, "idle: 2.20, 100% above the goal of 1.1"),
        (Goal("replay_mails_sent", at_most=0), 3, "replay_mails_sent: 3.00, 3 above the goal of 0"),
        (Goal("ratio", at_least=1), None, "ratio: not measured"),
    ],
)
def test_a_goal_says_by_how_much_it_is_missed(goal: Goal, figure: float | None, line: str | None) -> None:
    assert goal.missed(figure) == line


def test_a_figure_that_is_missing_altogether_is_missed() -> None:
    assert missed([Goal("a", at_least=1), Goal("b", at_least=1)], {"a": 2.0}) == ["b: not measured"]


def test_every_goal_of_the_file_is_a_figure_of_every_result() -> None:
    goals = read_goals(GOALS)
    assert len(goals) == 8
    assert {goal.name for goal in goals} <= completed({}).keys()
    assert all(goal.at_least is not None or goal.at_most is not None for goal in goals)


def test_a_bound_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "goals.toml").write_text("[e2e_msg_s]\nat_lest = 400\n")
    with pytest.raises(TypeError, match="at_lest"):
        read_goals(tmp_path / "goals.toml")
