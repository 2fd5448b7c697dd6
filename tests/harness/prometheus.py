"""Debian's Prometheus: promtool on files, and a private instance that scrapes what a test runs."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import yaml

from deploy.local.errors import StackError
from shared.service.child import Child
from shared.service.ports import HOST, Ports

PACKAGES = "prometheus"
RULES = Path(__file__).resolve().parents[2] / "deploy/prometheus/rules"
SCRAPE_S = 1
Sample = tuple[Mapping[str, str], float]
"""Labels and value."""


def is_installed() -> bool:
    return bool(shutil.which("prometheus") and shutil.which("promtool"))


class Prometheus:
    """One instance with the product's rules; its data lie in its folder."""

    def __init__(self, folder: Path, ports: Ports) -> None:
        self._place = folder / "prometheus"
        self._port = ports.claim("prometheus")
        self._child = Child("prometheus", folder)
        self._http = httpx.Client(base_url=f"http://{HOST}:{self._port}", timeout=30)

    def start(self, targets: Mapping[str, int]) -> None:
        """Scrape these each second: job and port. Returns once it answers."""
        if not is_installed():
            raise StackError(f"Prometheus is not installed: apt-get install {PACKAGES}")
        self._place.mkdir(parents=True, exist_ok=True)
        configuration = self._place / "prometheus.yml"
        configuration.write_text(yaml.safe_dump(_configuration(targets)))
        listen = f"--web.listen-address={HOST}:{self._port}"
        data = f"--storage.tsdb.path={self._place / 'data'}"
        self._child.start(["prometheus", f"--config.file={configuration}", listen, data], cwd=self._place)
        self._child.wait_until(self._is_ready, 20, "ready")

    def stop(self) -> None:
        self._http.close()
        self._child.stop(deadline_s=10)

    def query(self, expr: str) -> list[Sample]:
        """What an expression gives now; the AssertionError has Prometheus' words."""
        found = self._get("/api/v1/query", query=expr)["result"]
        return [(each["metric"], float(each["value"][1])) for each in found]

    def lines(self, expr: str, begin: float, end: float, step_s: float) -> list[tuple[Mapping[str, str], list[Any]]]:
        """What it gave over time: labels and pairs of second and value."""
        found = self._get("/api/v1/query_range", query=expr, start=begin, end=end, step=step_s)["result"]
        return [(each["metric"], each["values"]) for each in found]

    def alerts(self) -> dict[str, str]:
        """Those that are pending or firing, by name."""
        return {each["labels"]["alertname"]: each["state"] for each in self._get("/api/v1/alerts")["alerts"]}

    def rules(self) -> dict[str, str]:
        """Health of each rule by its name: ok, err, unknown (not evaluated yet)."""
        groups = self._get("/api/v1/rules")["groups"]
        return {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}

    def _is_ready(self) -> bool:
        try:
            return self._http.get("/-/ready").is_success
        except httpx.TransportError:
            return False

    def _get(self, path: str, **parameters: str | float) -> dict[str, Any]:
        answer = self._http.get(path, params=parameters).json()
        assert answer["status"] == "success", f"{answer.get('error')}: {parameters}"
        data: dict[str, Any] = answer["data"]
        return data


def _configuration(targets: Mapping[str, int]) -> dict[str, Any]:
    jobs = [
        {"job_name": job, "static_configs": [{"targets": [f"{HOST}:{port}"]}], "scrape_timeout": f"{SCRAPE_S}s"}
        for job, port in targets.items()
    ]
    every = {"scrape_interval": f"{SCRAPE_S}s", "evaluation_interval": "5s"}
    return {"global": every, "rule_files": [str(RULES / "*.yaml")], "scrape_configs": jobs}
