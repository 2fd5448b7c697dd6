"""Conditions as JSON: what is read, what is refused and where, and that both ways agree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rulebook.condition_form import (
    DEEPEST,
    MOST_NODES,
    condition_document,
    read_condition,
    read_stored_condition,
    stored_condition,
)
from shared.rulebook.conditions import AllOf, AnyOf, Condition, Leaf, Not
from shared.rulebook.defect import Defect
from shared.rulebook.leaves import LEAVES

LEAF = {"type": "from_contains", "value": "@shop.example"}
FORMS = 'must be a leaf {"type": …, "value": …} or one of {"all": […]}, {"any": […]}, {"not": …}'
LEAF_NAMES = "from_contains, subject_contains, language_is"
LINE = "must be a line of 1 to 998 characters, none of them a control character"


def nested(depth: int) -> dict[str, Any]:
    return {"not": nested(depth - 1)} if depth > 1 else LEAF


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        pytest.param(None, FORMS, id="nothing"),
        pytest.param([LEAF], FORMS, id="a list"),
        pytest.param({}, FORMS, id="empty"),
        pytest.param({**LEAF, "not": LEAF}, FORMS, id="two forms at once"),
        pytest.param({"none": [LEAF]}, FORMS, id="another word"),
        pytest.param({"all": []}, "all: must be a list of at least one condition", id="empty group"),
        pytest.param({"any": "text"}, "any: must be a list of at least one condition", id="text as a list"),
        pytest.param(
            {"all": [LEAF, {"type": "body_contains", "value": "x"}]},
            f"all[1].type: 'body_contains' is no condition of this release: there are {LEAF_NAMES}",
            id="an unknown leaf, by its place",
        ),
        pytest.param({"not": {"type": "from_contains", "value": ""}}, f"not.value: {LINE}", id="empty value"),
        pytest.param({"type": "from_contains", "value": 5}, f"value: {LINE}", id="a number"),
        pytest.param({"type": "from_contains", "value": "a\nb"}, f"value: {LINE}", id="two lines"),
        pytest.param({"type": "from_contains", "value": "\ud800"}, f"value: {LINE}", id="half a character"),
        pytest.param(
            {"type": ["x"], "value": "x"},
            f"type: ['x'] is no condition of this release: there are {LEAF_NAMES}",
            id="a list as a type",
        ),
        pytest.param(nested(DEEPEST + 1), f"{'.'.join(['not'] * DEEPEST)}: it is nested deeper than 10", id="too deep"),
        pytest.param({"any": [LEAF] * MOST_NODES}, "it has more than 100 parts", id="too many"),
        pytest.param(nested(900), "it has more than 100 parts", id="far too deep"),
    ],
)
def test_what_cannot_be_read_says_why_and_where(document: object, refusal: str) -> None:
    assert str(read_condition(document)) == refusal


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.builds(
        Leaf, st.sampled_from(sorted(LEAVES)), st.from_regex(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,20}", fullmatch=True)
    ),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda found: AllOf(tuple(found))),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: AnyOf(tuple(found))),
        parts.map(Not),
    ),
    max_leaves=12,
)


@given(CONDITIONS)
def test_a_condition_comes_back_as_it_was_written(condition: Condition) -> None:
    again = read_condition(condition_document(condition))
    assert again == condition or (isinstance(again, Defect) and "nested deeper" in again.reason)
    assert read_stored_condition(stored_condition(condition)) == again


def test_a_form_of_a_later_release_is_not_guessed_at() -> None:
    assert read_stored_condition({**LEAF, "v": 2}) == Defect("was stored by another release")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["all", "any", "not", "type", "value"]), inner, max_size=3)
        ),
        max_leaves=20,
    )
)
def test_reading_is_total(document: object) -> None:
    assert isinstance(read_condition(document), Leaf | AllOf | AnyOf | Not | Defect)
