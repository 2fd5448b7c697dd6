"""Nothing in, nothing out but what each service needs."""

from ipaddress import ip_address, ip_network
from types import ModuleType
from typing import Any

import pytest

from shared.services import SERVICES
from tests.harness.helm import CASES

WITH_POLICIES = [case for case in CASES if case != "one-node"]
DNS, HTTPS = (("UDP", 53), ("TCP", 53)), (("TCP", 443),)
INCOMING, SMTP = tuple(("TCP", port) for port in (143, 993, 110, 995)), tuple(("TCP", port) for port in (25, 465, 587))
OWN_EGRESS = {
    "poller": {HTTPS, INCOMING},
    "parser": {HTTPS},
    "threader": set(),
    "rules": set(),
    "sender": {HTTPS, SMTP},
    "api": {HTTPS},
}

each_case = pytest.mark.parametrize("case", WITH_POLICIES)


def policies(helm: ModuleType, case: str) -> dict[str, dict[str, Any]]:
    return {name: each["spec"] for name, each in helm.of_kind(case, "NetworkPolicy").items()}


def ports(rules: list[dict[str, Any]]) -> set[tuple[tuple[str, Any], ...]]:
    return {tuple((each["protocol"], each["port"]) for each in rule["ports"]) for rule in rules}


@each_case
def test_all_pods_are_denied_all_at_first(helm: ModuleType, case: str) -> None:
    deny = policies(helm, case)["deny"]

    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & deny.keys()
    assert "app.kubernetes.io/component" not in deny["podSelector"]["matchLabels"]


@pytest.mark.parametrize(
    ("case", "kafka", "database"),
    [
        ("minimal", (("TCP", 9092),), (("TCP", 5432),)),
        ("production", (("TCP", 9093),), (("TCP", 5432),)),
        ("mutual-tls", (("TCP", 9094),), (("TCP", 6432),)),
    ],
)
def test_everybody_reaches_names_kafka_and_postgresql(
    helm: ModuleType, case: str, kafka: tuple[Any, ...], database: tuple[Any, ...]
) -> None:
    assert ports(policies(helm, case)["stack"]["egress"]) == {DNS, kafka, database}


@each_case
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reaches_what_it_needs(helm: ModuleType, case: str, service: str) -> None:
    assert ports(policies(helm, case)[service]["egress"]) == OWN_EGRESS[service]


@each_case
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_reached_at_its_pages_and_rest_alone(helm: ModuleType, case: str, service: str) -> None:
    rest = {(("TCP", "http"),)} if service == "api" else set()

    assert ports(policies(helm, case)[service]["ingress"]) == {(("TCP", "metrics"),)} | rest


def test_no_account_leads_into_private_networks(helm: ModuleType) -> None:
    for service in ("poller", "sender"):
        (mail,) = [each for each in policies(helm, "minimal")[service]["egress"] if "to" in each]
        left_out = {cidr for peer in mail["to"] for cidr in peer["ipBlock"]["except"]}
        assert {"10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16", "fc00::/7"} <= left_out


def test_google_s_workload_identity_is_reached(helm: ModuleType) -> None:
    """Its metadata server, at 80 and, with dataplane V2, at 988."""
    parser = helm.of_kind("minimal", "NetworkPolicy", "blobs.url=gs://mail")["parser"]["spec"]
    (rule,) = [each for each in parser["egress"] if "to" in each]
    (peer,) = rule["to"]

    assert ports([rule]) == {(("TCP", 80), ("TCP", 988))}
    for address in ("169.254.169.252", "169.254.169.254"):
        assert ip_address(address) in ip_network(peer["ipBlock"]["cidr"])


def test_none_where_none_is_wanted(helm: ModuleType) -> None:
    assert policies(helm, "one-node") == {}
