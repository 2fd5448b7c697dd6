"""What a process is told to read is mounted where it is told, and blobs are reached by those alone that use them."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from deploy.chart import USE_BLOBS
from shared.services import SERVICES
from tests.harness.helm import CASES

each_case = pytest.mark.parametrize("case", CASES)


def mounted(helm: ModuleType, pod: dict[str, Any]) -> set[str]:
    """The paths of all files that volumes of Secrets put there, and of the folders they lie in."""
    volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
    found = set()
    for mount in helm.container(pod)["volumeMounts"]:
        found |= {mount["mountPath"], *(f"{mount['mountPath']}/{path}" for path in files_of(volumes[mount["name"]]))}
    return found


def files_of(volume: dict[str, Any]) -> Iterator[str]:
    """Their names within the volume."""
    sources = [each["secret"] for each in volume.get("projected", {}).get("sources", [])]
    for source in (*sources, volume.get("secret", {})):
        yield from (item["path"] for item in source.get("items", []))


@each_case
def test_every_file_that_the_environment_names_is_there(helm: ModuleType, case: str) -> None:
    for name, pod in helm.pods(case).items():
        named = {value for value in helm.environment(case, name).values() if value.startswith("/etc/")}
        assert named - mounted(helm, pod) == set(), name


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("minimal", {"EMAIL_SECRETS_DIR"}),
        ("production", {"EMAIL_SECRETS_DIR", "EMAIL_TLS_CA_FILE", "PGSSLROOTCERT"}),
        (
            "mutual-tls",
            {
                "EMAIL_KAFKA_CERTIFICATE_FILE",
                "EMAIL_KAFKA_KEY_FILE",
                "EMAIL_SECRETS_DIR",
                "EMAIL_TLS_CA_FILE",
                "PGSSLROOTCERT",
            },
        ),
        ("scram-azure", {"EMAIL_SECRETS_DIR"}),
        ("one-node", {"EMAIL_SECRETS_DIR", "EMAIL_SECRET_FILES_DIR"}),
    ],
)
def test_a_case_names_these_files(helm: ModuleType, case: str, expected: set[str]) -> None:
    assert {key for key, value in helm.environment(case, "poller").items() if value.startswith("/etc/")} == expected


def test_verify_full_reaches_libpq(helm: ModuleType) -> None:
    assert helm.environment("production", "api")["PGSSLMODE"] == "verify-full"
    assert helm.environment("production", "migrate")["PGSSLMODE"] == "verify-full"


@pytest.mark.parametrize("name", SERVICES)
def test_the_object_store_is_known_to_those_that_use_it(helm: ModuleType, name: str) -> None:
    secrets = [
        each["secretRef"]["name"]
        for each in helm.container(helm.pods("minimal")[name])["envFrom"]
        if "secretRef" in each
    ]

    assert secrets == (["mailweave-blobs"] if name in USE_BLOBS else [])
    assert ("AWS_REGION" in helm.environment("minimal", name)) == (name in USE_BLOBS)


def test_a_key_file_of_google_s_is_mounted_and_named(helm: ModuleType) -> None:
    sets = ("blobs.url=gs://mail", "blobs.credentialsFile.name=google", "blobs.credentialsFile.key=a.json")
    named = {name: helm.environment("minimal", name, *sets).get("GOOGLE_APPLICATION_CREDENTIALS") for name in SERVICES}

    assert {name for name, path in named.items() if path} == USE_BLOBS
    assert named["parser"] in mounted(helm, helm.pods("minimal", *sets)["parser"])


@pytest.mark.parametrize("case", ["production", "scram-azure"])
def test_workload_identity_is_of_those_that_use_blobs(helm: ModuleType, case: str) -> None:
    accounts = helm.of_kind(case, "ServiceAccount")

    assert {name for name, each in accounts.items() if "annotations" in each["metadata"]} - {"hooks"} == USE_BLOBS
    assert not any(each["automountServiceAccountToken"] for each in accounts.values())


@pytest.mark.parametrize(
    ("sets", "claim", "made"),
    [
        ((), "mailweave-blobs", {"blobs"}),
        (("blobs.persistence.existingClaim=mine",), "mine", set()),
    ],
)
def test_blobs_on_a_volume_are_one_place_for_all(
    helm: ModuleType, sets: tuple[str, ...], claim: str, made: set[str]
) -> None:
    for name in SERVICES:
        pod = helm.pods("one-node", *sets)[name]
        claims = [
            each["persistentVolumeClaim"]["claimName"]
            for each in pod["spec"]["volumes"]
            if "persistentVolumeClaim" in each
        ]
        assert claims == ([claim] if name in USE_BLOBS else [])
        assert ("/var/lib/mailweave/blobs" in mounted(helm, pod)) == (name in USE_BLOBS)

    assert set(helm.of_kind("one-node", "PersistentVolumeClaim", *sets)) == made
