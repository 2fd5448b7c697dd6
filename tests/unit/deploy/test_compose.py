"""deploy/compose.yaml, its settings, Prometheus and the image name the same services, ports and secrets as the code."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.services import SERVICES, Secret
from shared.settings import known_names

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
COMPOSE_TEXT = (DEPLOY / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
GIVEN = {Secret.SECRET_KEY, Secret.API_TOKEN, Secret.ADMIN_DATABASE_URL}
"""Of what a service may need, that which compose gives; Vault's token is for whoever has a Vault."""
DATABASE = "EMAIL_DATABASE_URL"
ENDS_AFTER_GRACE_S = 20
"""What a service adds to its own grace before it leaves in any case (shared/service/lifecycle.py)."""
GRACE_S = {"sender": 65}

each_service = pytest.mark.parametrize("name", SERVICES)


@each_service
def test_a_service_gets_the_secrets_that_it_needs_and_no_other(name: str) -> None:
    assert set(COMPOSE["services"][name]["secrets"]) == {DATABASE} | (SERVICES[name].secrets & GIVEN)


@each_service
def test_a_service_is_closed_and_has_the_time_to_end(name: str) -> None:
    service = COMPOSE["services"][name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"], service["restart"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
        "unless-stopped",
    )
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE_S.get(name, 20) + ENDS_AFTER_GRACE_S


@each_service
def test_prometheus_asks_the_service_where_it_listens(name: str) -> None:
    jobs = {
        job["job_name"]: [(each["names"], each["port"]) for each in job["dns_sd_configs"]]
        for job in yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    }
    assert jobs[name] == [([name], SERVICES[name].http_port)]


def test_the_image_exposes_every_port() -> None:
    (exposed,) = re.findall(r"^EXPOSE (.*)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert exposed.split() == ["8000", *(str(service.http_port) for service in SERVICES.values())]


def test_grafana_is_given_what_its_provisioning_names() -> None:
    provisioning = DEPLOY / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yaml").read_text())["datasources"]
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "mailweave.yaml").read_text())["providers"]
    mounted = [each.split(":")[1] for each in COMPOSE["services"]["grafana"]["volumes"]]
    assert source["url"] == "http://prometheus:9090"
    assert COMPOSE["services"]["prometheus"]["ports"][0].endswith(":9090")
    assert {provider["options"]["path"], "/etc/grafana/provisioning"} <= set(mounted)


def test_every_variable_is_in_the_example_with_its_default() -> None:
    used = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE_TEXT)) | {"KAFKA_CLUSTER_ID": ""}
    example = dict(re.findall(r"^#?(\w+)=(.*)$", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    internal = {"KAFKA_CLUSTER_ID", "EMAIL_KAFKA_SERVERS"}
    assert {name: example.get(name) for name in used if name not in internal} == {
        name: default for name, default in used.items() if name not in internal
    }
    assert {name for name in example if name.startswith("EMAIL_")} <= known_names()


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for _ in range(2):
        said = subprocess.run(
            ["sh", DEPLOY / "make-secrets", folder], check=True, capture_output=True, text=True
        ).stdout
        made = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert "made " not in said
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not [value for value in made.values() if value.strip() in said]
