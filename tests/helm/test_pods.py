"""Every pod keeps to the restricted profile, gets what its service needs and no more, and may end in peace."""

import re
from types import ModuleType
from typing import Any

import pytest

from shared.secret_files import SECRETS_DIR
from shared.service.lifecycle import LAST_RESORT_S
from shared.services import SERVICES, Secret
from shared.settings import known_names, settings_classes
from tests.harness.helm import CASES

HOOKS = {"migrate": ["migrate"], "topics": ["topics", "apply"]}
TO_CLOSE_S = 5
BEFORE_IT_STOPS_S = {"api": 5}
PATHS = {"startupProbe": "/live", "livenessProbe": "/live", "readinessProbe": "/ready"}
SETTING = re.compile(r"EMAIL_[A-Z0-9_]+")
EVERYBODYS = {"EMAIL_DATABASE_URL"}
OPTIONAL = {str(Secret.VAULT_TOKEN)}

each_case = pytest.mark.parametrize("case", CASES)
each_service = pytest.mark.parametrize("name", SERVICES)


@each_case
def test_there_is_a_pod_for_each_service_and_hook(helm: ModuleType, case: str) -> None:
    assert set(helm.pods(case)) == {*SERVICES, *HOOKS}


@each_case
def test_every_pod_keeps_to_the_restricted_profile(helm: ModuleType, case: str) -> None:
    for name, pod in helm.pods(case).items():
        assert list(violations(pod["spec"])) == [], name


def violations(spec: dict[str, Any]) -> list[str]:
    """Of Pod Security's restricted profile, and of ours: no token, a root that is not written."""
    pod, (container,) = spec["securityContext"], spec["containers"]
    own = container["securityContext"]
    wanted = {
        "runAsNonRoot": pod.get("runAsNonRoot") is True,
        "numeric user": isinstance(pod.get("runAsUser"), int) and pod["runAsUser"] > 0,
        "seccomp": pod.get("seccompProfile") == {"type": "RuntimeDefault"},
        "no escalation": own.get("allowPrivilegeEscalation") is False,
        "not privileged": not own.get("privileged"),
        "no capabilities": own.get("capabilities") == {"drop": ["ALL"]},
        "read-only root": own.get("readOnlyRootFilesystem") is True,
        "no token": spec.get("automountServiceAccountToken") is False,
        "no host": not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(),
        "volumes": {kind for each in spec["volumes"] for kind in each if kind != "name"}
        <= {"configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"},
        "own /tmp": {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"],
    }
    return [what for what, holds in wanted.items() if not holds]


def test_a_pod_without_a_fence_is_seen(helm: ModuleType) -> None:
    pod = helm.pods("minimal")["parser"]["spec"]
    loose = {**pod, "hostNetwork": True, "securityContext": {**pod["securityContext"], "runAsUser": 0}}

    assert violations(loose) == ["numeric user", "no host"]


@each_case
def test_every_mount_has_its_volume_and_every_volume_its_mount(helm: ModuleType, case: str) -> None:
    for name, pod in helm.pods(case).items():
        mounted = [each["name"] for each in helm.container(pod)["volumeMounts"]]
        assert sorted(mounted) == sorted(each["name"] for each in pod["spec"]["volumes"]), name


@each_case
def test_the_command_names_the_service(helm: ModuleType, case: str) -> None:
    args = {name: helm.container(pod)["args"] for name, pod in helm.pods(case).items()}

    assert args == {name: [name] for name in SERVICES} | HOOKS


@each_service
def test_ports_are_those_of_the_code(helm: ModuleType, name: str) -> None:
    ports = {each["name"]: each["containerPort"] for each in helm.container(helm.pods("minimal")[name])["ports"]}
    rest = {"http": settings_classes()["api"].model_fields["api_port"].default} if name == "api" else {}

    assert ports == {"metrics": SERVICES[name].http_port} | rest


@each_service
def test_probes_ask_for_progress_and_readiness(helm: ModuleType, name: str) -> None:
    container = helm.container(helm.pods("minimal")[name])

    asked = {probe: container[probe]["httpGet"] for probe in PATHS}
    assert asked == {probe: {"path": path, "port": "metrics"} for probe, path in PATHS.items()}


@each_service
def test_a_pod_outlives_the_grace_of_its_process(helm: ModuleType, name: str) -> None:
    pod = helm.pods("minimal")[name]
    own = {each["name"]: each["value"] for each in helm.container(pod)["env"]}
    grace = float(own["EMAIL_SHUTDOWN_GRACE_S"])

    assert grace == settings_classes()[name].model_fields["shutdown_grace_s"].default
    assert (
        pod["spec"]["terminationGracePeriodSeconds"]
        >= BEFORE_IT_STOPS_S.get(name, 0) + grace + LAST_RESORT_S + TO_CLOSE_S
    )


@each_service
def test_only_what_is_asked_from_outside_waits_before_it_stops(helm: ModuleType, name: str) -> None:
    lifecycle = helm.container(helm.pods("minimal")[name]).get("lifecycle", {})

    assert lifecycle == ({"preStop": {"exec": {"command": ["sleep", "5"]}}} if name == "api" else {})


@each_service
def test_memory_is_bounded_and_the_processor_is_not(helm: ModuleType, name: str) -> None:
    resources = helm.container(helm.pods("minimal")[name])["resources"]

    assert set(resources["requests"]) == {"cpu", "memory"}
    assert set(resources["limits"]) == {"memory"}


@each_case
def test_every_setting_is_one_of_the_code(helm: ModuleType, case: str) -> None:
    made = {name for each in helm.manifests(case) for text in helm.strings(each) for name in SETTING.findall(text)}

    assert made - known_names() == set()


@each_case
@each_service
def test_the_settings_of_a_service_are_read_by_it(
    helm: ModuleType, case: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting in known_names():
        monkeypatch.delenv(setting, raising=False)
    for setting, value in helm.environment(case, name).items():
        if setting != SECRETS_DIR:
            monkeypatch.setenv(setting, value)

    settings = settings_classes()[name](_env_file=None)  # raises for a value it does not take

    assert settings.model_dump()["blob_url"] == helm.environment(case, name)["EMAIL_BLOB_URL"]


@each_service
def test_a_pod_gets_the_secrets_of_its_service_alone(helm: ModuleType, name: str) -> None:
    sources = secret_sources(helm.pods("minimal")[name])

    assert sources.get(False, set()) == EVERYBODYS | (set(map(str, SERVICES[name].secrets)) - OPTIONAL)
    assert sources.get(True, set()) == set(map(str, SERVICES[name].secrets)) & OPTIONAL


def secret_sources(pod: dict[str, Any]) -> dict[bool, set[str]]:
    """The keys that are mounted, by whether they may be missing."""
    (volume,) = [each["projected"] for each in pod["spec"]["volumes"] if each["name"] == "secrets"]
    found: dict[bool, set[str]] = {}
    for source in volume["sources"]:
        keys = {item["key"] for item in source["secret"]["items"]}
        found.setdefault(source["secret"].get("optional", False), set()).update(keys)
    return found


def test_only_the_migration_gets_the_owners_login(helm: ModuleType) -> None:
    wanted = {name: secret_sources(pod).get(True, set()) for name, pod in helm.pods("production").items()}
    owners = [name for name, keys in wanted.items() if "EMAIL_ADMIN_DATABASE_URL" in keys]

    assert owners == ["migrate"]


@pytest.mark.parametrize("case", ["production", "scram-azure"])
def test_with_sasl_every_pod_gets_the_login(helm: ModuleType, case: str) -> None:
    for name, pod in helm.pods(case).items():
        assert {"EMAIL_KAFKA_USERNAME", "EMAIL_KAFKA_PASSWORD"} <= secret_sources(pod)[False], name


@each_case
def test_no_secret_stands_in_the_chart(helm: ModuleType, case: str) -> None:
    assert not helm.of_kind(case, "Secret")
    for name in (*SERVICES, "migrate", "topics"):
        assert not {str(each) for each in Secret} & helm.environment(case, name).keys()
