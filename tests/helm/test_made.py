"""What the chart takes from elsewhere is as it is there, and watches what is to be watched."""

import ast
import json
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from deploy.chart import CHART, COPIED, IN_THE_SECRET, SET_BY_THE_CHART, USE_BLOBS, files, left_over
from shared.services import PROGRAMS, SERVICES
from shared.settings import known_names
from tests.harness.helm import ROOT

PAGE = (ROOT / "docs/kubernetes.md").read_text()


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(CHART)))
def test_a_made_file_is_as_its_source(path: Path) -> None:
    assert path.read_text() == files()[path], "run `python -m deploy.documents`"


def test_no_file_is_left_whose_source_is_gone() -> None:
    assert left_over() == []


def test_the_services_that_use_blobs() -> None:
    assert {name for name in SERVICES if opens_blobs(ROOT / "services" / name)} == USE_BLOBS


def opens_blobs(folder: Path) -> bool:
    """Whether any of its modules makes a BlobStore."""
    calls = (node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "BlobStore" for node in calls)


def test_the_chart_is_of_this_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert yaml.safe_load((CHART / "Chart.yaml").read_text())["appVersion"] == project["version"]


@pytest.mark.parametrize("key", sorted(IN_THE_SECRET - {"EMAIL_KAFKA_USERNAME", "EMAIL_KAFKA_PASSWORD"}))
def test_the_page_says_who_gets_a_secret(key: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {key} |")]
    getting = {name for name, service in SERVICES.items() if key in map(str, service.secrets)}
    everybodys = {"EMAIL_DATABASE_URL": {"all"}, "EMAIL_ADMIN_DATABASE_URL": {"the migration: the owner of the tables"}}

    assert set(row.split("|")[2].strip().split(", ")) == everybodys.get(key, getting)


def test_the_page_grants_every_role() -> None:
    assert [program.role for program in PROGRAMS.values() if program.role not in PAGE] == []


def test_what_the_chart_sets_itself_exists() -> None:
    assert (SET_BY_THE_CHART | IN_THE_SECRET) - known_names() == set()


def test_every_service_is_scraped_under_its_own_name(helm: ModuleType) -> None:
    (monitor,) = helm.of_kind("production", "PodMonitor").values()
    (chosen,) = monitor["spec"]["selector"]["matchExpressions"]
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]

    assert chosen["values"] == sorted(SERVICES)
    assert (endpoint["port"], endpoint["path"]) == ("metrics", "/metrics")
    assert [each["targetLabel"] for each in endpoint["relabelings"]] == ["job"]


def test_rules_and_dashboards_arrive_unchanged(helm: ModuleType) -> None:
    rules = [each["spec"] for each in helm.of_kind("production", "PrometheusRule").values()]
    maps = [each for name, each in helm.of_kind("production", "ConfigMap").items() if name.startswith("dashboard-")]

    assert rules == [yaml.safe_load(path.read_text()) for path in sorted(COPIED["rules/*.yaml"].glob("*.yaml"))]
    assert {name: json.loads(text) for each in maps for name, text in each["data"].items()} == {
        path.name: json.loads(path.read_text()) for path in COPIED["dashboards/*.json"].glob("*.json")
    }
    assert all(each["metadata"]["labels"]["grafana_dashboard"] == "1" for each in maps)
