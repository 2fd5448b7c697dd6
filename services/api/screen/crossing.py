"""Two people change the same thing: what the one who saves second is shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is stored otherwise than it was typed."""

    label: str
    stored: str


def differences(stored: Any, typed: Any, labels: Mapping[str, str]) -> list[Difference]:
    """The fields, by their labels, in which two forms of one kind differ."""
    return [
        Difference(labels[field.name], _text(getattr(stored, field.name)))
        for field in fields(stored)
        if field.name in labels and getattr(stored, field.name) != getattr(typed, field.name)
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "–"
    return str(value if value is not None else "")[:LONGEST] or "–"
