"""The conditions of reports/mail: right where every field that is expected of their files is right."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.parser.offline import json_line
from shared.events import Direction
from tests.conformance.cases import Case, holds, read_cases, read_expected, value_at
from tests.conformance.chain import Woven, woven
from tests.conformance.floors import Figure

_FIELD = re.compile(r"^(@?[a-z_0-9.]+)(~~|!~|[~!?])?$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what is wrong with it, in words; nothing where it is right."""

    case: Case
    wrong: tuple[str, ...]


async def run_reports(folder: Path) -> list[Outcome]:
    """Every case in its order."""
    expected = read_expected(folder)
    return [await _outcome(case, folder, expected) for case in read_cases(folder)]


def figures_of(outcomes: Sequence[Outcome]) -> list[Figure]:
    """For each group how many cases are right, and of all cases how many that are claimed."""
    figures = []
    for group in dict.fromkeys(outcome.case.group for outcome in outcomes):
        wrong = [bool(outcome.wrong) for outcome in outcomes if outcome.case.group == group]
        figures.append(Figure("reports", group, wrong.count(False), len(wrong)))
    claimed = [bool(outcome.wrong) for outcome in outcomes if outcome.case.is_claimed]
    return [*figures, Figure("reports", "claimed", claimed.count(False), len(claimed))]


async def _outcome(case: Case, folder: Path, expected: Mapping[str, Mapping[str, object]]) -> Outcome:
    raw = {name: (folder / name).read_bytes() for name in case.files}
    directions = {name: Direction.OUTBOUND if name in case.outbound else Direction.INBOUND for name in case.files}
    done = dict(zip(case.files, await woven([(raw[name], directions[name]) for name in case.files]), strict=True))
    wrong = []
    for name in case.files:
        parsed = json.loads(json_line(name, raw[name]))
        for field, right in expected.get(name, {}).items():
            is_right, found = _checked(field, right, parsed, done[name], done)
            if not is_right:
                wrong.append(f"{name}: {case.condition}: {field} should be {right!r}, is {str(found)[:200]!r}")
    return Outcome(case, tuple(wrong))


def _checked(field: str, right: object, parsed: object, mine: Woven, done: Mapping[str, Woven]) -> tuple[bool, object]:
    """Whether a field is as it should be, and what it is."""
    matched = _FIELD.match(field)
    if matched is None:
        return False, "a field that this check does not understand"
    name, operator = matched[1], matched[2] or ""
    match name:
        case "@thread_of":
            return mine.thread_id == done[str(right)].thread_id, mine.thread_id
        case "@not_thread_of":
            return mine.thread_id != done[str(right)].thread_id, mine.thread_id
        case "@customer_of":
            return mine.customer_id == done[str(right)].customer_id, mine.customer
        case _:
            found = getattr(mine, name[1:]) if name.startswith("@") else value_at(parsed, name)
            return holds(operator, found, right), found
