"""What `make conformance` calls right, and when it is red."""

import pytest

from tests.conformance.cases import holds, value_at
from tests.conformance.floors import FLOORS, Figure, below, read_floors

FOUND = Figure("parse", "subject", 9, 10)


@pytest.mark.parametrize(
    ("floor", "is_red"),
    [("subject = 10", True), ("subject = 9", False), ("subject = 8", False), ("text = 1", True), ("", True)],
    ids=["below", "at it", "above", "another figure's", "none"],
)
def test_a_figure_below_its_floor_or_without_one_is_red(floor: str, is_red: bool) -> None:
    assert bool(below([FOUND], read_floors(f"[parse]\n{floor}"), is_complete=False)) is is_red


def test_a_complete_run_that_did_not_measure_a_figure_is_red() -> None:
    floors = read_floors("[parse]\nsubject = 9\ntext = 3")
    assert below([FOUND], floors, is_complete=False) == []
    assert below([FOUND], floors, is_complete=True) == ["parse: text was not measured"]


def test_the_recorded_floors_can_be_read() -> None:
    assert {"reports", "bounces", "parse", "html", "thread"} == read_floors(FLOORS.read_text()).keys()


@pytest.mark.parametrize(
    ("operator", "found", "right", "is_right"),
    [
        ("", "a", "a", True),
        ("", None, "a", False),
        ("", None, None, True),
        ("!", "a", "b", True),
        ("!", "a", "a", False),
        ("~", "abc", "b", True),
        ("~~", "abc", "x", False),
        ("~", None, "x", False),
        ("!~", "abc", "b", False),
        ("!~", "abc", "x", True),
        ("?", "why", "nonempty", True),
        ("?", "", "nonempty", False),
    ],
)
def test_operators(operator: str, found: object, right: object, is_right: bool) -> None:
    assert holds(operator, found, right) is is_right


@pytest.mark.parametrize(
    ("path", "found"),
    [("from.0.address", "a@x.test"), ("from.1.address", None), ("from.name", None), ("subject", "s"), ("no", None)],
)
def test_a_path_into_the_parsed_message(path: str, found: object) -> None:
    document = {"from": [{"address": "a@x.test"}], "subject": "s"}
    assert value_at(document, path) == found
