"""Helm lints the chart and renders it for each case; what comes out is what Kubernetes, KEDA and Prometheus take."""

import importlib
from types import ModuleType
from typing import Any

import pytest
from kubernetes_validate.utils import validate

from tests.harness.helm import CASES, CHART

OLDEST, NEWEST = "1.27", "1.35"
KINDS = {
    "minimal": {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount",
    },
    "production": {
        "ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job", "NetworkPolicy", "PodDisruptionBudget",
        "PodMonitor", "ScaledObject", "Service", "ServiceAccount", "TriggerAuthentication",
    },
    "mutual-tls": {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "ScaledObject", "Service",
        "ServiceAccount", "TriggerAuthentication",
    },
    "scram-azure": {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "ScaledObject", "Service",
        "ServiceAccount", "TriggerAuthentication",
    },
    "one-node": {
        "ConfigMap", "Deployment", "Job", "PersistentVolumeClaim", "PodDisruptionBudget", "Service", "ServiceAccount",
    },
}  # fmt: skip
MODELS = {
    "keda.sh/v1alpha1": "cloudcoil.models.keda.v1alpha1",
    "monitoring.coreos.com/v1": "cloudcoil.models.prometheus_operator.v1",
}
"""Custom resources: models made from their definitions."""

each_case = pytest.mark.parametrize("case", CASES)


@each_case
def test_lint_finds_nothing(helm: ModuleType, case: str) -> None:
    linted = helm.run("lint", "--strict", CHART, "--kube-version", helm.KUBERNETES, "--values", CASES[case])

    assert linted.returncode == 0, linted.stdout
    assert "WARNING" not in linted.stdout


@each_case
def test_a_case_has_these_kinds(helm: ModuleType, case: str) -> None:
    rules = {"PrometheusRule"} if case == "production" and list(CHART.glob("files/rules/*.yaml")) else set()

    assert {each["kind"] for each in helm.manifests(case)} == KINDS[case] | rules


@each_case
def test_every_object_is_of_the_release_and_named_once(helm: ModuleType, case: str) -> None:
    made = helm.manifests(case)

    assert {each["metadata"]["namespace"] for each in made} == {helm.NAMESPACE}
    assert {each["metadata"]["labels"]["app.kubernetes.io/instance"] for each in made} == {helm.RELEASE}
    names = [(each["kind"], each["metadata"]["name"]) for each in made]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@each_case
def test_kubernetes_takes_it(helm: ModuleType, case: str, version: str) -> None:
    for each in helm.manifests(case):
        if each["apiVersion"] not in MODELS:
            validate(each, version, strict=True)


@each_case
def test_operators_take_their_resources(helm: ModuleType, case: str) -> None:
    for each in helm.manifests(case):
        if each["apiVersion"] in MODELS:
            assert unknown_to_the_model(each) == []


def unknown_to_the_model(manifest: dict[str, Any]) -> list[str]:
    """Fields that the resource's definition has not; raises ValidationError for one of another type."""
    model = getattr(importlib.import_module(MODELS[manifest["apiVersion"]]), manifest["kind"])
    read = model.model_validate(manifest).model_dump(by_alias=True, exclude_none=True, mode="json")
    return list(_lost(manifest, read, manifest["kind"]))


def _lost(given: Any, read: Any, place: str) -> list[str]:
    if isinstance(given, dict):
        return [
            lost
            for key, value in given.items()
            for lost in (_lost(value, read[key], f"{place}.{key}") if key in read else [f"{place}.{key}"])
        ]
    if isinstance(given, list):
        return [lost for at, value in enumerate(given) for lost in _lost(value, read[at], f"{place}[{at}]")]
    return []


def test_a_field_that_keda_has_not_is_seen() -> None:
    made = {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "parser"},
        "spec": {"scaleTargetRef": {"name": "parser"}, "triggers": [{"type": "kafka", "metadata": {}, "lag": "1"}]},
    }

    assert unknown_to_the_model(made) == ["ScaledObject.spec.triggers[0].lag"]
