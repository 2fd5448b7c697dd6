"""The panels as Grafana reads them: out of the JSON that is checked in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.grafana.__main__ import FOLDER

WINDOW = "1m"
VARIABLES = {"$namespace": ".*", "$job": ".*", "$state": ".*", "$__rate_interval": WINDOW}
"""All of everything, as a dashboard shows it when it is opened."""
FILES = sorted(FOLDER.glob("*.json"))


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with its queries filled in: their expressions by the pattern of their legend."""

    board: str
    row: str
    title: str
    model: Mapping[str, Any]
    needs: str

    @property
    def queries(self) -> list[tuple[str, str]]:
        """Expression and legend."""
        return [(filled(each["expr"]), each.get("legendFormat", "")) for each in self.model["targets"]]


def filled(expr: str) -> str:
    """The expression with a value for each variable."""
    for name, value in VARIABLES.items():
        expr = expr.replace(name, value)
    return expr


def shown(board: Mapping[str, Any]) -> Iterator[ShownPanel]:
    """The panels of a dashboard from top to bottom; those of a collapsed row need an exporter."""
    row = ""
    for each in board["panels"]:
        if each["type"] == "row":
            row = each["title"]
            for inner in each["panels"]:
                yield ShownPanel(
                    board["title"], row, inner["title"], inner, needs=row.partition("(needs ")[2].strip(")")
                )
        else:
            yield ShownPanel(board["title"], row, each["title"], each, needs="")


BOARDS: Mapping[str, Mapping[str, Any]] = {file.stem: json.loads(file.read_text()) for file in FILES}
PANELS = [panel for board in BOARDS.values() for panel in shown(board)]
