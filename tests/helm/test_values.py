"""What cannot be meant is refused with the value's name, and every value is explained."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from deploy.chart import VALUES, explained
from tests.harness.helm import CASES

REFUSED = [
    ("kafka.server=kafka:9092", "server"),
    ("kafka.servers=kafka", "servers"),
    ("kafka.securityProtocol=TLS", "securityProtocol"),
    ("kafka.saslMechanism=GSSAPI", "saslMechanism"),
    ("secret.name=", "name"),
    ("image.repository=", "repository"),
    ("image.digest=sha256:1", "digest"),
    ("blobs.url=ftp://x", "url"),
    ("blobs.env.EMAIL_BLOB_URL=s3://x", "EMAIL_BLOB_URL"),
    ("settings.EMAIL_RETENTION_DAY=3", "EMAIL_RETENTION_DAY"),
    ("settings.EMAIL_SECRET_KEY=c2VjcmV0", "EMAIL_SECRET_KEY"),
    ("settings.EMAIL_KAFKA_SERVERS=kafka:9092", "EMAIL_KAFKA_SERVERS"),
    ("services.parser.settings.EMAIL_PARSER_BATCH=3", "EMAIL_PARSER_BATCH"),
    ("services.parsers.replicas=3", "parsers"),
    ("services.parser.replicas=-1", "replicas"),
    ("services.rules.scaling.duePerProcess=3", "duePerProcess"),
    ("services.sender.shutdownGraceSeconds=60", "shutdownGraceSeconds"),
    ("services.api.scaling.min=1", "scaling"),
    ("networkPolicy.smtpPorts[0]=0", "smtpPorts"),
    ("keda.enable=true", "enable"),
    ("replicas=3", "replicas"),
    ("runAsUser=0", "runAsUser"),
    (
        "kafka.clientCertificateSecret=mine",
        "kafka.clientCertificateSecret needs kafka.securityProtocol",
    ),
    ("database.sslMode=verify-full", "database.sslMode verify-full needs database.caSecret.name"),
    ("blobs.url=file:///blobs", "blobs.url file:// needs blobs.persistence.enabled"),
    ("blobs.persistence.enabled=true", "blobs.persistence.enabled is for a blobs.url file:///"),
    ("ingress.enabled=true", "ingress.enabled needs ingress.host"),
]


@pytest.mark.parametrize(("given", "named"), REFUSED, ids=[given for given, _ in REFUSED])
def test_what_cannot_be_meant_is_refused_by_name(helm: ModuleType, given: str, named: str) -> None:
    made = helm.template(CASES["minimal"], [given])

    assert made.returncode != 0
    assert named in made.stderr


def test_what_must_be_given_is_named(helm: ModuleType) -> None:
    made = helm.template(VALUES)

    assert made.returncode != 0
    for value in ("/image/repository", "/secret/name", "/kafka/servers", "/blobs/url"):
        assert f"at '{value}'" in made.stderr


NUMBERS = [
    ("settings: {EMAIL_MAX_MESSAGE_SIZE: 52428800}", "data.EMAIL_MAX_MESSAGE_SIZE", "52428800"),
    ("settings: {EMAIL_SLOW_POLL_S: 0.5}", "data.EMAIL_SLOW_POLL_S", "0.5"),
    ("settings: {EMAIL_AUTO_CREATE_CUSTOMERS: false}", "data.EMAIL_AUTO_CREATE_CUSTOMERS", "false"),
    ("runAsUser: 1000680000", "spec.template.spec.securityContext.runAsUser", 1_000_680_000),
    ("hooks: {deadlineSeconds: 2000000}", "spec.activeDeadlineSeconds", 2_000_000),
]


@pytest.mark.parametrize(("given", "path", "expected"), NUMBERS, ids=[given for given, *_ in NUMBERS])
def test_a_number_stays_as_it_was_written(
    helm: ModuleType, tmp_path: Path, given: str, path: str, expected: object
) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(f"{CASES['minimal'].read_text()}\n{given}\n")

    made = helm.template(values)

    assert made.returncode == 0, made.stderr
    found = [value for each in yaml.safe_load_all(made.stdout) if (value := at(each, path)) is not None]
    assert {repr(value) for value in found} == {repr(expected)}  # 1e9 is no whole number to Kubernetes


def at(manifest: Any, path: str) -> Any:
    """What stands there; None where nothing does."""
    for key in path.split("."):
        manifest = (manifest or {}).get(key)
    return manifest


def test_every_value_is_explained() -> None:
    missing = [path for path in leaves(yaml.safe_load(VALUES.read_text())) if not is_explained(path)]

    assert missing == []


def leaves(values: dict[str, Any], above: str = "") -> Iterator[str]:
    """The paths of all values."""
    for key, value in values.items():
        path = f"{above}{key}"
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{path}.")
        else:
            yield path


def is_explained(path: str) -> bool:
    """It, or what it is part of."""
    return any(path == each or path.startswith(f"{each}.") for each in explained())
