"""The conditions from public reports and their right values, as they stand in reports/mail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """Files in their order of arrival; `outbound` are those that we sent; `is_claimed`: said to be done."""

    id: str
    condition: str
    files: tuple[str, ...]
    outbound: frozenset[str]
    is_claimed: bool

    @property
    def group(self) -> str:
        return self.id[0]


def read_cases(folder: Path) -> list[Case]:
    return [
        Case(
            id=each["id"],
            condition=each["condition"],
            files=tuple(each["files"]),
            outbound=frozenset(each.get("outbound", ())),
            is_claimed=each["claimed_today"],
        )
        for each in json.loads((folder / "cases.json").read_text())
    ]


def read_expected(folder: Path) -> Mapping[str, Mapping[str, object]]:
    """File → field → its right value."""
    expected = json.loads((folder / "expected.json").read_text())
    return {name: {field: right["value"] for field, right in fields.items()} for name, fields in expected.items()}


def value_at(document: object, path: str) -> object:
    """What stands at `from.0.address`; None where nothing does."""
    for step in path.split("."):
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document


def holds(operator: str, found: object, right: object) -> bool:
    """Whether a value is as it should be: "" is, ! is not, ~ and ~~ contains, !~ does not contain, ? is not empty."""
    if operator == "?":
        return bool(found)
    if operator in {"~", "~~"}:
        return str(right) in str(found or "")
    if operator == "!~":
        return str(right) not in str(found or "")
    return found != right if operator == "!" else found == right
