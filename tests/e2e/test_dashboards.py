"""Every panel has data and every rule works, asked of a real Prometheus that scrapes the running services."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from shared.service.ports import Ports
from tests.dashboards.measure import empty, measure
from tests.dashboards.panels import PANELS, ShownPanel
from tests.dashboards.traffic import add_account, letters
from tests.harness.installation import Mailweave
from tests.harness.prometheus import Prometheus
from tests.harness.wait import eventually_sync
from tests.unit.deploy.test_alerts import ALERTS

pytestmark = [pytest.mark.prometheus, pytest.mark.slow]


@pytest.fixture
def prometheus(mailweave: Mailweave, tmp_path: Path) -> Iterator[Prometheus]:
    """One that scrapes this installation."""
    running = Prometheus(tmp_path, Ports(tmp_path))
    running.start(mailweave.installation.ports)
    yield running
    running.stop()


def test_every_panel_has_data_and_every_rule_works(mailweave: Mailweave, prometheus: Prometheus) -> None:
    with letters(mailweave, [add_account(mailweave)]):
        for panel in PANELS:
            if not panel.needs:
                has_data = partial(_has_data, prometheus, panel)
                eventually_sync(has_data, deadline_s=30, what=f"data in {panel.board}: {panel.title}")
    eventually_sync(lambda: set(prometheus.rules().values()) == {"ok"}, what="every rule evaluated")
    assert prometheus.rules().keys() == ALERTS.keys()


def _has_data(prometheus: Prometheus, panel: ShownPanel) -> bool:
    return not empty(measure(prometheus, [panel]))
