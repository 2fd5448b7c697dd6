"""How well reports and automatic mail are known: by the mails of this project, and by those of others.

A set of bounces says whom each mail names, and where it can a `reason`, a `status` and whether it is `temporary`; all
other sets hold ordinary mail, of which nothing may be taken for a report but the bounces that were found among it.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from services.parser.domain.message import ParsedMessage, parse_message
from services.parser.domain.reports.report import DELAYED
from tests.conformance.floors import Figure

OWN = Path(__file__).resolve().parents[1] / "corpus" / "reports"
BOUNCES = "bounces-*"
ORDINARY = ("spam-ham-*", "raw-*")
BOUNCES_AMONG_ORDINARY = ("easy-ham-2_01304.", "easy-ham-2_01311.")
"""Found by reading: a bounce of Demon's and a late one of Postfix', filed as ham."""


class Score:
    """Right and all, by name."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()

    def add(self, name: str, *, is_right: bool) -> None:
        self.all[name] += 1
        self.right[name] += is_right

    def figures(self) -> list[Figure]:
        return [Figure("bounces", name, self.right[name], self.all[name]) for name in self.all]


def own_figures() -> list[Figure]:
    """Of tests/corpus/reports: everything that its table says."""
    score = Score()
    for name, expected in tomllib.loads((OWN / "expected.toml").read_text()).items():
        message = parse_message((OWN / f"{name}.eml").read_bytes())
        _score_recipients(score, message, expected.get("recipients", []))
        if "report" not in expected:
            score.add("own: no report", is_right=message.report is None)
        if expected["is_auto"]:
            score.add("own: automatic", is_right=message.is_automatic)
    return score.figures()


def others_figures(corpus: Path) -> list[Figure]:
    """Of the sets that others made."""
    score = Score()
    for file, expected in _mails(corpus, BOUNCES):
        _score_bounce(score, parse_message(file.read_bytes()), expected)
    for pattern in ORDINARY:
        for file, _ in _mails(corpus, pattern):
            if not file.name.startswith(BOUNCES_AMONG_ORDINARY):
                score.add("ordinary: no report", is_right=parse_message(file.read_bytes()).report is None)
    return score.figures()


def _score_recipients(score: Score, message: ParsedMessage, expected: list[list[str]]) -> None:
    if not expected:
        return
    found = message.report.recipients if message.report else ()
    places = {"recipients": 0, "action": 1, "status": 2, "reason": 3}
    fields = [(each.address, each.action or "", each.status or "", each.reason) for each in found]
    for name, place in places.items():
        score.add(f"own: {name}", is_right=[row[place] for row in fields] == [row[place] for row in expected])


def _score_bounce(score: Score, message: ParsedMessage, expected: Mapping[str, Any]) -> None:
    if not expected["recipients"]:
        return
    found = message.report.recipients if message.report else ()
    score.add("others: known", is_right=message.report is not None)
    score.add("others: automatic", is_right=message.is_automatic)
    if found and "temporary" in expected:
        is_right = all((each.action == DELAYED) is expected["temporary"] for each in found)
        score.add("others: temporary or not", is_right=is_right)
    for name in ("reason", "status"):
        if expected.get(name):
            score.add(f"others: {name}", is_right={getattr(each, name) for each in found} == {expected[name]})


def _mails(corpus: Path, pattern: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for manifest in sorted(corpus.glob(f"{pattern}/manifest.jsonl")):
        for line in manifest.read_text().splitlines():
            row = json.loads(line)
            yield manifest.parent / row["file"], row["expected"]
