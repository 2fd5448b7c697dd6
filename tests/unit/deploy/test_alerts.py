"""Each alert fires when it should, says what a person needs, and stays silent in the healthy twin: promtool says so."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.deploy.alert_cases import CASES, Case

RULES = Path(__file__).resolve().parents[3] / "deploy" / "prometheus" / "rules"
FILES = sorted(RULES.glob("*.yaml"))
OF_A_PERSON = {"page", "warning"}


def alerts() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The alerts of all files as they stand there, each with its file."""
    for file in FILES:
        for group in yaml.safe_load(file.read_text())["groups"]:
            for rule in group["rules"]:
                yield file, rule


ALERTS: Mapping[str, dict[str, Any]] = {rule["alert"]: rule for _, rule in alerts()}
FILE_OF = {rule["alert"]: file for file, rule in alerts()}


def promtool(*arguments: str | Path) -> str:
    """What promtool says when it finds nothing wrong; the AssertionError has the rest."""
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def unit_test(case: Case) -> dict[str, Any]:
    """A case in promtool's words."""
    rule = ALERTS[case.alert]
    fires = {
        "exp_labels": {**rule["labels"], **case.labels},
        "exp_annotations": {**rule["annotations"], "description": case.says},
    }
    return {
        "rule_files": [str(FILE_OF[case.alert])],
        "evaluation_interval": f"{case.step}m",
        "tests": [
            _asked(case, case.ill, [(case.at - case.step, []), (case.at, [fires])]),
            _asked(case, case.well, [(minute, []) for minute in range(0, 2 * case.at, case.step)]),
        ],
    }


def _asked(case: Case, series: Mapping[str, str], expected: list[tuple[int, list[dict[str, Any]]]]) -> dict[str, Any]:
    return {
        "interval": f"{case.step}m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [
            {"eval_time": f"{minute}m", "alertname": case.alert, "exp_alerts": alerts} for minute, alerts in expected
        ],
    }


@pytest.mark.prometheus
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}-{case.says[:12]}")
def test_an_alert_fires_and_stays_silent_in_the_healthy_twin(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "test.yaml"
    file.write_text(yaml.safe_dump(unit_test(case)))
    promtool("test", "rules", file)


@pytest.mark.prometheus
def test_promtool_finds_the_rules_well_formed() -> None:
    promtool("check", "rules", "--lint=all", "--lint-fatal", *FILES)


def test_every_alert_has_a_case() -> None:
    assert {case.alert for case in CASES} == ALERTS.keys()


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_who_is_woken_and_where_to_read_on(name: str) -> None:
    rule = ALERTS[name]
    assert rule["labels"]["severity"] in OF_A_PERSON
    assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}
    assert rule["annotations"]["runbook_url"] == f"docs/runbook.md#{name.lower()}"
