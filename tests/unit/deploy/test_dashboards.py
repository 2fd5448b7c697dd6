"""Dashboards and alerts name only what exists: metrics, alerts, commands; the JSON is as the code is."""

import re
import shlex
from collections.abc import Iterator, Mapping

import pytest
from prometheus_client.metrics_core import Metric

from deploy.grafana.__main__ import stale
from shared.metrics import registry_of
from shared.services import SERVICES
from tests.dashboards.panels import BOARDS, PANELS, ShownPanel
from tests.unit.deploy.test_alerts import ALERTS
from tests.unit.deploy.test_runbook import unknown

NAME = re.compile(r"\b(?:mailweave|process|kafka|pg)_[a-z0-9_]+\b")
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "info": ("_info",),
}
OF_EXPORTERS = ("kafka_", "pg_")
DESCRIPTION = re.compile(r".+\n\n\*\*When red\*\*: .+\n\n\[Runbook\]\(\$\{runbook\}#(\w+)\)", re.DOTALL)
GRID = 24

each_panel = pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel.board}-{panel.title}")


def series_of(metric: Metric) -> Iterator[str]:
    """The names of its series."""
    yield from (f"{metric.name}{suffix}" for suffix in SUFFIXES.get(metric.type, ("",)))


EXPORTED = {name for service in SERVICES for metric in registry_of(service).collect() for name in series_of(metric)}


def named_in(expr: str) -> set[str]:
    """The metrics that an expression asks for."""
    return {name for name in NAME.findall(expr) if not name.startswith(OF_EXPORTERS)}


def test_the_json_is_as_the_code_is() -> None:
    assert stale() == [], "run `python -m deploy.grafana`"


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_asks_for_metrics_that_exist(alert: str) -> None:
    assert named_in(ALERTS[alert]["expr"]) - EXPORTED == set()


@each_panel
def test_a_panel_asks_for_metrics_that_exist(panel: ShownPanel) -> None:
    names = set().union(*(named_in(expr) for expr, _ in panel.queries))
    assert names - EXPORTED == set()
    assert bool(names) is not bool(panel.needs)


@each_panel
def test_a_panel_says_what_to_do_when_it_is_red(panel: ShownPanel) -> None:
    found = DESCRIPTION.fullmatch(panel.model["description"])
    assert found
    assert found[1] in {alert.lower() for alert in ALERTS}


@each_panel
def test_what_a_panel_has_one_type_exists(panel: ShownPanel) -> None:
    for command in re.findall(r"`mailweave ([^`]*)`", panel.model["description"]):
        assert list(unknown(shlex.split(command))) == []


@each_panel
def test_a_panel_has_its_place_on_the_grid_and_the_chosen_source(panel: ShownPanel) -> None:
    place = panel.model["gridPos"]
    assert place["x"] + place["w"] <= GRID
    assert {each["datasource"]["uid"] for each in (panel.model, *panel.model["targets"])} == {"${datasource}"}


@pytest.mark.parametrize("name", BOARDS)
def test_no_panel_covers_another(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name]["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("name", BOARDS)
def test_every_panel_has_a_number_of_its_own(name: str) -> None:
    panels = [inner for panel in BOARDS[name]["panels"] for inner in (panel, *panel.get("panels", ()))]
    assert sorted(panel["id"] for panel in panels) == list(range(1, len(panels) + 1))


@pytest.mark.parametrize("name", BOARDS)
def test_a_dashboard_never_has_a_line_for_each_account(name: str) -> None:
    panels = [panel for panel in PANELS if panel.board == BOARDS[name]["title"]]
    by_account = [expr for panel in panels for expr, legend in panel.queries if "account_id" in legend]
    assert [expr for expr in by_account if not expr.startswith("topk(5")] == []
