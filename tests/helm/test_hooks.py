"""Before a release is installed or changed: what the jobs need, then the migration, then the topics."""

from types import ModuleType
from typing import Any

import pytest

from services.cli.app import run
from tests.harness.helm import CASES

HOOK = "helm.sh/hook"


def hooks(helm: ModuleType, case: str, *sets: str) -> list[dict[str, Any]]:
    """In the order in which Helm makes them: by weight, then by kind and name."""
    found = [each for each in helm.manifests(case, *sets) if HOOK in each["metadata"].get("annotations", {})]
    return sorted(found, key=lambda each: int(each["metadata"]["annotations"]["helm.sh/hook-weight"]))


@pytest.mark.parametrize("case", CASES)
def test_the_order(helm: ModuleType, case: str) -> None:
    order = [(each["kind"], each["metadata"]["name"]) for each in hooks(helm, case)]

    assert sorted(order[:2]) == [("ConfigMap", "mailweave-hooks"), ("ServiceAccount", "mailweave-hooks")]
    assert order[2:] == [("Job", "mailweave-migrate"), ("Job", "mailweave-topics")]


@pytest.mark.parametrize("case", CASES)
def test_they_run_before_an_installation_and_an_upgrade(helm: ModuleType, case: str) -> None:
    assert {each["metadata"]["annotations"][HOOK] for each in hooks(helm, case)} == {"pre-install,pre-upgrade"}


@pytest.mark.parametrize("case", CASES)
def test_a_hook_needs_nothing_that_comes_after_it(helm: ModuleType, case: str) -> None:
    early = {(each["kind"], each["metadata"]["name"]) for each in hooks(helm, case)}
    for job in (each for each in hooks(helm, case) if each["kind"] == "Job"):
        spec = job["spec"]["template"]["spec"]
        maps = [each["configMapRef"]["name"] for each in helm.container({"spec": spec})["envFrom"]]
        needed = {("ServiceAccount", spec["serviceAccountName"]), *(("ConfigMap", name) for name in maps)}
        assert needed <= early
        assert not any("persistentVolumeClaim" in each for each in spec["volumes"])


def test_a_failed_job_stays_to_be_read_and_the_next_try_takes_its_place(helm: ModuleType) -> None:
    policies = {
        each["metadata"]["annotations"]["helm.sh/hook-delete-policy"]
        for each in hooks(helm, "minimal")
        if each["kind"] == "Job"
    }

    assert policies == {"before-hook-creation,hook-succeeded"}


@pytest.mark.parametrize(
    ("sets", "jobs"),
    [
        ((), ["mailweave-migrate", "mailweave-topics"]),
        (("hooks.topics=false",), ["mailweave-migrate"]),
        (("hooks.migrate=false",), ["mailweave-topics"]),
        (("hooks.migrate=false", "hooks.topics=false"), []),
    ],
)
def test_each_may_be_left_to_others(helm: ModuleType, sets: tuple[str, ...], jobs: list[str]) -> None:
    found = hooks(helm, "minimal", *sets)

    assert [each["metadata"]["name"] for each in found if each["kind"] == "Job"] == jobs
    assert bool(found) == bool(jobs)


@pytest.mark.parametrize("name", ["migrate", "topics"])
def test_the_command_line_knows_what_a_job_is_told(helm: ModuleType, name: str) -> None:
    assert run([*helm.container(helm.pods("minimal")[name])["args"], "--help"]) == 0


@pytest.mark.parametrize("case", CASES)
def test_hooks_have_the_settings_of_the_services(helm: ModuleType, case: str) -> None:
    maps = helm.of_kind(case, "ConfigMap")

    assert maps["hooks"]["data"] == maps[helm.RELEASE]["data"]
