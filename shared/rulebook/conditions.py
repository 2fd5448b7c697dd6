"""Conditions: a tree of `all`, `any`, `not` and leaves, and whether a message fulfils it."""

from dataclasses import dataclass
from typing import assert_never

from shared.events import MessageEvent
from shared.rulebook.leaves import LEAVES


@dataclass(frozen=True, slots=True)
class Leaf:
    """The specification's simple form, `condition_type` and `condition_value`; the type is one of LEAVES."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Condition"


Condition = Leaf | AllOf | AnyOf | Not


def matches(condition: Condition, message: MessageEvent) -> bool:
    """Whether the message has what the condition asks for. Letter case means nothing."""
    match condition:
        case Leaf():
            return LEAVES[condition.type](condition.value.casefold(), message)
        case AllOf():
            return all(matches(part, message) for part in condition.parts)
        case AnyOf():
            return any(matches(part, message) for part in condition.parts)
        case Not():
            return not matches(condition.part, message)
        case _:
            assert_never(condition)


def described(condition: Condition) -> str:
    """The condition in a line, as a match records it."""
    match condition:
        case Leaf():
            return f"{condition.type} {condition.value}"
        case AllOf():
            return f"({' and '.join(map(described, condition.parts))})"
        case AnyOf():
            return f"({' or '.join(map(described, condition.parts))})"
        case Not():
            return f"not {described(condition.part)}"
        case _:
            assert_never(condition)
