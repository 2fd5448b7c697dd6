"""A rule's condition as rows of a form: "From contains …", all or any of them. Pure.

What rows cannot say (groups in groups, blanks around a value) is shown and edited as REST's JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.rulebook.condition_form import read_condition
from shared.rulebook.conditions import AllOf, AnyOf, Condition, Leaf, Not
from shared.rulebook.leaves import LEAVES

Joined = Literal["all", "any"]
MOST_ROWS = 50
NOT = "not "
NEGATED = {"contains": "does not contain", "is": "is not"}


def _label(kind: str) -> str:
    name = kind.removeprefix(NOT)
    field, _, operator = name.rpartition("_")
    if name == kind:
        return f"{field.capitalize()} {operator}".replace("_", " ")
    return f"{field.capitalize()} {NEGATED.get(operator, f'not {operator}')}".replace("_", " ")


KINDS: Mapping[str, str] = {kind: _label(kind) for name in LEAVES for kind in (name, NOT + name)}
"""What a row may ask, in a person's words: each leaf of REST, and its contrary."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing asked of a message; `kind` is one of KINDS."""

    kind: str = next(iter(KINDS))
    value: str = ""

    @property
    def label(self) -> str:
        """The kind in a person's words."""
        return KINDS.get(self.kind, self.kind)

    def __str__(self) -> str:
        return f"{self.label} {self.value}"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of which all must hold, or any."""

    joined: Joined
    rows: tuple[Row, ...]


def rows_of(document: Mapping[str, object]) -> Rows | None:
    """The condition as rows; None where they could not say the same."""
    match read_condition(document):
        case (Leaf() | Not()) as alone:
            joined, parts = "all", (alone,)
        case AllOf(parts):
            joined = "all"
        case AnyOf(parts):
            joined = "any"
        case _:
            return None
    rows = [row for row in map(_row, parts) if row is not None]
    return Rows("any" if joined == "any" else "all", tuple(rows)) if len(rows) == len(parts) <= MOST_ROWS else None


def document_of(rows: Rows) -> dict[str, object]:
    """The condition as REST takes it; one row alone is no group."""
    parts = [_document(row) for row in rows.rows]
    return parts[0] if len(parts) == 1 else {rows.joined: parts}


def _row(condition: Condition) -> Row | None:
    match condition:
        case Leaf(type=name, value=value) if value == value.strip():
            return Row(name, value)
        case Not(Leaf(type=name, value=value)) if value == value.strip():
            return Row(NOT + name, value)
        case _:
            return None


def _document(row: Row) -> dict[str, object]:
    leaf: dict[str, object] = {"type": row.kind.removeprefix(NOT), "value": row.value}
    return {"not": leaf} if row.kind.startswith(NOT) else leaf
