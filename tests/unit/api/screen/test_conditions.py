"""A condition as rows of a form: what rows can say they say back, and what they cannot stays JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.api.screen.rules.conditions import KINDS, Row, Rows, document_of, rows_of
from shared.rulebook.leaves import LEAVES

SHOP = {"type": "from_contains", "value": "@shop"}
ORDER = {"type": "subject_contains", "value": "order"}
LEAF = st.fixed_dictionaries({"type": st.sampled_from(sorted(LEAVES)), "value": st.text("ab é\xa0", min_size=1)})
TREE: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        pytest.param(SHOP, Rows("all", (Row("from_contains", "@shop"),)), id="a leaf"),
        pytest.param({"not": SHOP}, Rows("all", (Row("not from_contains", "@shop"),)), id="its contrary"),
        pytest.param(
            {"any": [SHOP, {"not": ORDER}]},
            Rows("any", (Row("from_contains", "@shop"), Row("not subject_contains", "order"))),
            id="a group",
        ),
        pytest.param({"all": [SHOP, {"any": [ORDER]}]}, None, id="a group in a group"),
        pytest.param({"not": {"not": SHOP}}, None, id="twice not"),
        pytest.param({"not": {"all": [SHOP]}}, None, id="not a group"),
        pytest.param({**SHOP, "value": " x"}, None, id="a blank that a form would lose"),
        pytest.param({"all": [SHOP] * 51}, None, id="more than fit"),
        pytest.param({"type": "moon_contains", "value": "x"}, None, id="of another release"),
    ],
)
def test_what_rows_can_say(document: dict[str, object], rows: Rows | None) -> None:
    assert rows_of(document) == rows


@given(TREE)
def test_rows_say_the_same_or_nothing(document: dict[str, Any]) -> None:
    """A group of one is the leaf in it; nothing else may change."""
    rows = rows_of(document)
    if rows is not None:
        group = next((document[name] for name in ("all", "any") if name in document), None)
        assert document_of(rows) == (group[0] if group and len(group) == 1 else document)


def test_every_leaf_has_words() -> None:
    assert list(KINDS.values()) == [
        "From contains",
        "From does not contain",
        "Subject contains",
        "Subject does not contain",
        "Language is",
        "Language is not",
    ]
