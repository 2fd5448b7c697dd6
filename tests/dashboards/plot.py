"""`python plot.py PICTURE < JSON`, run by the benchmark's own interpreter: one dashboard on Grafana's grid."""

import json
import math
import sys
from io import BytesIO
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

COLUMNS, UNIT_IN, DPI = 24, 0.42, 72
PAPER, INK, PALE = "#181b1f", "#d8d9da", "#6e7077"
COLOURS = {"green": "#3f8f4f", "orange": "#d9822b", "red": "#c4162a"}
GAP = 0.25
MOST_LINES = 12
COLOURS_OF_A_PICTURE = 64
SUFFIX = {"s": " s", "mps": "/s", "recps": "/s", "eps": "/s", "bytes": "B", "Bps": "B/s", "percentunit": ""}


def main() -> None:
    """Reads the panels, writes the picture."""
    told: dict[str, Any] = json.load(sys.stdin)
    places = [panel["place"] for panel in told["panels"]]
    height = max(place["y"] + place["h"] for place in places)
    picture = pyplot.figure(figsize=(COLUMNS * UNIT_IN * 1.6, (height + 2) * UNIT_IN), facecolor=PAPER)
    picture.text(0.01, 1 - 0.9 / (height + 2), told["title"], color=INK, fontsize=15, weight="bold")
    picture.text(0.30, 1 - 0.9 / (height + 2), told["about"], color=PALE, fontsize=9)
    rows = set()
    for panel in told["panels"]:
        place = panel["place"]
        if panel["row"] not in rows:
            rows.add(panel["row"])
            picture.text(0.01, 1 - (place["y"] + 1.75) / (height + 2), panel["row"], color=INK, fontsize=11)
        _panel(picture, panel, height + 2)
    drawn = BytesIO()
    picture.savefig(drawn, dpi=DPI, facecolor=PAPER)
    Image.open(drawn).convert("RGB").quantize(COLOURS_OF_A_PICTURE).save(sys.argv[1], optimize=True)


def _panel(picture: Figure, panel: dict[str, Any], height: int) -> None:
    place = panel["place"]
    left, width = (place["x"] + GAP) / COLUMNS, (place["w"] - 2 * GAP) / COLUMNS
    bottom = 1 - (place["y"] + 2 + place["h"] - GAP) / height
    if panel["kind"] == "stat":
        _stat(picture.add_axes((left, bottom, width, (place["h"] - 2 * GAP) / height)), panel)
    else:
        inner = (left + 0.03, bottom + 0.7 / height, width * 0.68 - 0.03, (place["h"] - 2.2) / height)
        _lines(picture.add_axes(inner), panel)


def _stat(axes: Axes, panel: dict[str, Any]) -> None:
    values = [value for _, line in panel["lines"] for _, value in _numbers(line)][-1:]
    axes.set(xticks=[], yticks=[], facecolor=_colour(panel, values[0]) if values else PALE)
    axes.text(0.5, 0.42, _worded(panel, values[0]) if values else panel["no_value"], **_centred(22))
    axes.text(0.5, 0.86, panel["title"], **_centred(9))


def _lines(axes: Axes, panel: dict[str, Any]) -> None:
    axes.set_facecolor("#22252b")
    axes.set_title(panel["title"], color=INK, fontsize=10, loc="left")
    for name, line in panel["lines"][:MOST_LINES]:
        points = _numbers(line)
        if points:
            began = line[0][0]
            shown = [value for _, value in points]
            axes.plot([(at - began) / 60 for at, _ in points], shown, label=f"{name}  {_worded(panel, shown[-1])}")
    top = axes.get_ylim()[1]
    for step in panel["steps"]:
        if step["value"] is not None and step["value"] <= top * 1.5:
            axes.axhline(step["value"], color=COLOURS[step["color"]], linestyle="--", linewidth=1)
    axes.set_ylim(bottom=0)
    axes.tick_params(colors=PALE, labelsize=7)
    axes.yaxis.set_major_formatter(lambda value, _: _worded(panel, value))
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.03), fontsize=7, frameon=False, labelcolor=INK)


def _numbers(line: list[list[Any]]) -> list[tuple[float, float]]:
    return [(at, float(value)) for at, value in line if not math.isnan(float(value))]


def _colour(panel: dict[str, Any], value: float) -> str:
    reached = [step for step in panel["steps"] if step["value"] is None or value >= step["value"]]
    return COLOURS[reached[-1]["color"]]


def _worded(panel: dict[str, Any], value: float) -> str:
    unit = panel["unit"]
    if unit == "s" and value >= 2 * 86400:
        return f"{value / 86400:.0f} days"
    if unit == "percentunit":
        return f"{value:.0%}"
    for factor, prefix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= factor and unit != "s":
            return f"{value / factor:.3g} {prefix}{SUFFIX.get(unit, '')}"
    return f"{value:.3g}{SUFFIX.get(unit, '')}"


def _centred(size: int) -> dict[str, Any]:
    return {"ha": "center", "va": "center", "fontsize": size, "color": "white", "weight": "bold"}


main()
