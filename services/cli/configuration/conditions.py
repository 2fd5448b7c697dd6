"""The condition of a rule as it is given on the command line: the simple form, or a tree as JSON."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.cli.files import read_text
from services.cli.rest import Document, UsageError

STDIN = "-"
EXAMPLE = '{"all": [{"type": "from_contains", "value": "@shop.example"}, {"not": {"type": …, "value": …}}]}'


class ConditionType(StrEnum):
    """What a rule looks at."""

    FROM_CONTAINS = "from_contains"
    SUBJECT_CONTAINS = "subject_contains"
    LANGUAGE_IS = "language_is"


ConditionTypeOption = Annotated[ConditionType | None, typer.Option("--condition-type", help="What it looks at.")]
ConditionValueOption = Annotated[str | None, typer.Option("--condition-value", help="What must be found there.")]
ConditionOption = Annotated[
    str | None,
    typer.Option(
        "--condition",
        metavar="JSON|FILE|-",
        help="Instead of these two a tree: the JSON, a file with it, or - for standard input.",
    ),
]


def condition_fields(condition_type: ConditionType | None, value: str | None, tree: str | None) -> Document:
    """REST's fields for whichever form was given; UsageError where it is none, half of one, or both."""
    if tree is None and condition_type is not None and value is not None:
        return {"condition_type": condition_type.value, "condition_value": value}
    if tree is None or condition_type is not None or value is not None:
        raise UsageError("give either --condition-type and --condition-value, or --condition")
    return {"condition": read_tree(tree)}


def read_tree(given: str) -> Document:
    """The tree in a JSON text, in a file or on standard input; UsageError says what is wrong with it and where."""
    from shared.rulebook.condition_form import read_condition
    from shared.rulebook.defect import Defect

    try:
        document = json.loads(_text(given))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"--condition is not JSON ({error.msg} at {place}): write it as {EXAMPLE}") from error
    except RecursionError as error:
        raise UsageError("--condition is nested too deep") from error
    if isinstance(defect := read_condition(document), Defect):
        raise UsageError(f"--condition: {defect}")
    found: Document = document
    return found


def in_words(tree: Document) -> str:
    """A condition as it is read aloud."""
    match tree:
        case {"type": kind, "value": value}:
            return f"{kind} {value!r}"
        case {"not": part}:
            return f"not {in_words(part)}"
        case {"all": parts}:
            return f"({' and '.join(map(in_words, parts))})"
        case {"any": parts}:
            return f"({' or '.join(map(in_words, parts))})"
        case _:
            return json.dumps(tree, ensure_ascii=False)


def _text(given: str) -> str:
    if given == STDIN:
        return sys.stdin.read()
    is_json = given.lstrip().startswith(("{", "[", '"'))
    return given if is_json else read_text(Path(given))
