"""The dashboards as pictures, laid out as Grafana lays them out; drawn by the benchmark's own interpreter."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.bench.venv import python
from tests.dashboards.measure import named
from tests.dashboards.panels import BOARDS, ShownPanel, shown
from tests.harness.prometheus import Prometheus

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "dashboards"
SCRIPT = Path(__file__).with_name("plot.py")
STEPS = 120
WITHIN_S = 120.0


def draw(prometheus: Prometheus, begin: float, end: float) -> None:
    """A PNG for each dashboard, of what its queries gave between these seconds."""
    FOLDER.mkdir(exist_ok=True)
    step_s = max(1.0, (end - begin) / STEPS)
    for name, board in BOARDS.items():
        panels = [_drawn(panel, prometheus, begin, end, step_s) for panel in shown(board) if not panel.needs]
        told = json.dumps({"title": board["title"], "about": board["description"], "panels": panels})
        argv = [str(python(ROOT / "build/bench")), "-I", str(SCRIPT), str(FOLDER / f"{name}.png")]
        subprocess.run(argv, input=told, text=True, check=True, timeout=WITHIN_S)


def _drawn(panel: ShownPanel, prometheus: Prometheus, begin: float, end: float, step_s: float) -> dict[str, Any]:
    """What the plot has to know of a panel: place, title, unit, thresholds, lines by name."""
    lines = [
        (named(legend, labels), values)
        for expr, legend in panel.queries
        for labels, values in prometheus.lines(expr, begin, end, step_s)
    ]
    defaults = panel.model["fieldConfig"]["defaults"]
    return {
        "title": panel.title,
        "row": panel.row,
        "kind": panel.model["type"],
        "place": panel.model["gridPos"],
        "unit": defaults["unit"],
        "steps": defaults["thresholds"]["steps"],
        "no_value": defaults.get("noValue", "no data"),
        "lines": lines,
    }
