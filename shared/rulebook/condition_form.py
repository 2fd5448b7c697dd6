"""Conditions as JSON, in REST and in the database.

    {"type": "from_contains", "value": "@shop.example"}
    {"all": [CONDITION, …]}    {"any": [CONDITION, …]}    {"not": CONDITION}

In the database "v" stands beside these.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from shared.rulebook.conditions import AllOf, AnyOf, Condition, Leaf, Not
from shared.rulebook.defect import Defect
from shared.rulebook.leaves import LEAVES

VERSION = 1
DEEPEST = 10
MOST_NODES = 100
LONGEST_VALUE = 998
_GROUPS: Mapping[str, Callable[[tuple[Condition, ...]], AllOf | AnyOf]] = {"all": AllOf, "any": AnyOf}
_UNWANTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FORMS = 'a leaf {"type": …, "value": …} or one of {"all": […]}, {"any": […]}, {"not": …}'


def read_condition(document: object) -> Condition | Defect:
    """The condition in a document, or what is wrong with it and where (`all[1].value`)."""
    if _nodes(document) > MOST_NODES:
        return Defect(f"it has more than {MOST_NODES} parts")
    return _read(document, "", DEEPEST)


def condition_document(condition: Condition) -> dict[str, object]:
    """The document that `read_condition` reads."""
    match condition:
        case Leaf():
            return {"type": condition.type, "value": condition.value}
        case AllOf():
            return {"all": [condition_document(part) for part in condition.parts]}
        case AnyOf():
            return {"any": [condition_document(part) for part in condition.parts]}
        case Not():
            return {"not": condition_document(condition.part)}
        case _:
            assert_never(condition)


def stored_condition(condition: Condition) -> dict[str, object]:
    """The same with the version of this form, for the database."""
    return {"v": VERSION, **condition_document(condition)}


def read_stored_condition(document: Mapping[str, object]) -> Condition | Defect:
    """A condition from the database; a Defect when a later release has written it."""
    if document.get("v") != VERSION:
        return Defect("was stored by another release")
    return read_condition({name: value for name, value in document.items() if name != "v"})


def _read(document: object, where: str, depth: int) -> Condition | Defect:
    if not isinstance(document, Mapping):
        return Defect(f"must be {_FORMS}", where)
    if depth == 0:
        return Defect(f"it is nested deeper than {DEEPEST}", where)
    if document.keys() == {"type", "value"}:
        return _leaf(document["type"], document["value"], where)
    if document.keys() == {"not"}:
        part = _read(document["not"], _inside(where, "not"), depth - 1)
        return part if isinstance(part, Defect) else Not(part)
    for name, group in _GROUPS.items():
        if document.keys() == {name}:
            parts = _parts(document[name], _inside(where, name), depth - 1)
            return parts if isinstance(parts, Defect) else group(parts)
    return Defect(f"must be {_FORMS}", where)


def _parts(documents: object, where: str, depth: int) -> tuple[Condition, ...] | Defect:
    if not isinstance(documents, Sequence) or isinstance(documents, str) or not documents:
        return Defect("must be a list of at least one condition", where)
    parts: list[Condition] = []
    for position, document in enumerate(documents):
        part = _read(document, f"{where}[{position}]", depth)
        if isinstance(part, Defect):
            return part
        parts.append(part)
    return tuple(parts)


def _leaf(name: object, value: object, where: str) -> Leaf | Defect:
    if not isinstance(name, str) or name not in LEAVES:
        reason = f"{name!r:.80} is no condition of this release: there are {', '.join(LEAVES)}"
        return Defect(reason, _inside(where, "type"))
    if not isinstance(value, str) or not value or len(value) > LONGEST_VALUE or _UNWANTED.search(value):
        reason = f"must be a line of 1 to {LONGEST_VALUE} characters, none of them a control character"
        return Defect(reason, _inside(where, "value"))
    return Leaf(name, value)


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _nodes(document: object) -> int:
    """How many conditions there are in it, counted without recursion and no further than needed."""
    waiting, count = [document], 0
    while waiting and count <= MOST_NODES:
        count += 1
        each = waiting.pop()
        if isinstance(each, Mapping):
            for name in (*_GROUPS, "not"):
                inner = each.get(name)
                waiting.extend(inner if isinstance(inner, list) else [inner] if inner is not None else [])
    return count
