"""A rule's condition on the command line: two forms, one of them, and what is wrong with it is said with its place."""

import pytest

from services.cli.configuration.conditions import ConditionType, condition_fields, in_words, read_tree
from services.cli.rest import CommandError, UsageError
from shared.rulebook.leaves import LEAVES

EITHER = "give either --condition-type and --condition-value, or --condition"
LEAF = '{"type": "from_contains", "value": "@a.test"}'


def test_every_leaf_has_its_simple_form() -> None:
    assert {each.value for each in ConditionType} == LEAVES.keys()


@pytest.mark.parametrize(
    ("condition_type", "value", "tree"),
    [
        (None, None, None),
        (ConditionType.FROM_CONTAINS, None, None),
        (None, "x", None),
        (ConditionType.FROM_CONTAINS, "x", LEAF),
        (None, "x", LEAF),
    ],
    ids=["none", "no value", "no type", "both", "half and a tree"],
)
def test_one_form_is_given(condition_type: ConditionType | None, value: str | None, tree: str | None) -> None:
    with pytest.raises(UsageError, match=EITHER):
        condition_fields(condition_type, value, tree)


def test_a_tree_is_read_aloud() -> None:
    tree = read_tree(f'{{"any": [{LEAF}, {{"not": {{"all": [{LEAF}, {LEAF}]}}}}]}}')
    leaf = "from_contains '@a.test'"
    assert in_words(tree) == f"({leaf} or not ({leaf} and {leaf}))"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"all": [}', "--condition is not JSON (Expecting value at line 1, column 10): write it as {"),
        ("{'type': 'from_contains'}", "--condition is not JSON (Expecting property name enclosed in double quotes"),
        ("[1]", "--condition: must be a leaf"),
        (
            '{"type": "body_contains", "value": "x"}',
            "--condition: type: 'body_contains' is no condition of this release",
        ),
        (f'{{"all": [{LEAF}, {{"type": "from_contains", "value": ""}}]}}', "--condition: all[1].value: must be a line"),
        ('{"any": []}', "--condition: any: must be a list of at least one condition"),
        ('{"not": ' * 5000 + LEAF + "}" * 5000, "--condition"),
        ("nowhere.json", "nowhere.json cannot be read as UTF-8 text (FileNotFoundError): give another file"),
    ],
    ids=["cut off", "single quotes", "a list", "unknown leaf", "empty value", "empty group", "deep", "no file"],
)
def test_what_is_wrong_with_a_tree_is_said_with_its_place(given: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        read_tree(given)
    assert str(refused.value).startswith(said), str(refused.value)[:300]
