"""KEDA counts what the services read, in the groups in which they read it, and accounts and sends by SQL that runs."""

from types import ModuleType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from services.poller.settings import PollerSettings
from shared.events.topics import TOPICS, TopicNames
from shared.services import SERVICES

CASES = {"production": "", "mutual-tls": "", "scram-azure": "support."}
"""Those with KEDA, and their prefix of topics."""
BY_LAG = ("parser", "threader", "rules")
BY_QUERY = ("poller", "sender")
TOPIC_OF = {topic.name: topic for topic in TOPICS}

each_case = pytest.mark.parametrize("case", CASES)


def triggers(helm: ModuleType, case: str, service: str) -> list[dict[str, Any]]:
    return list(helm.of_kind(case, "ScaledObject")[service]["spec"]["triggers"])


@each_case
def test_topics_and_groups_are_those_of_the_code(helm: ModuleType, case: str) -> None:
    names = TopicNames(prefix=CASES[case])
    for service in BY_LAG:
        counted = [
            (each["metadata"]["topic"], each["metadata"]["consumerGroup"]) for each in triggers(helm, case, service)
        ]
        read = [TOPIC_OF[name] for name in SERVICES[service].reads]
        assert counted == [(names.of(topic), names.group(service, topic)) for topic in read]


@each_case
def test_lag_is_counted_so_that_nothing_runs_for_nothing(helm: ModuleType, case: str) -> None:
    for service in BY_LAG:
        for each in (trigger["metadata"] for trigger in triggers(helm, case, service)):
            assert each["offsetResetPolicy"] == "earliest"
            assert each["excludePersistentLag"] == each["limitToPartitionsWithLag"] == "true"
            assert each["version"] == "2.8.0"


@each_case
def test_a_deployment_is_scaled_by_one_alone(helm: ModuleType, case: str) -> None:
    by_keda = set(helm.of_kind(case, "ScaledObject"))
    by_hpa = set(helm.of_kind(case, "HorizontalPodAutoscaler"))
    fixed = {name for name, each in helm.of_kind(case, "Deployment").items() if "replicas" in each["spec"]}

    assert by_keda == {*BY_LAG, *BY_QUERY}
    assert by_hpa == ({"api"} if case == "production" else set())
    assert fixed == set(SERVICES) - by_keda - by_hpa


@pytest.mark.parametrize(
    ("case", "tls", "sasl", "given"),
    [
        ("production", "enable", "scram_sha512", {"username", "password", "ca"}),
        ("mutual-tls", "enable", None, {"ca", "cert", "key"}),
        ("scram-azure", "enable", "scram_sha256", {"username", "password"}),
    ],
)
def test_keda_logs_in_as_the_services_do(
    helm: ModuleType, case: str, tls: str, sasl: str | None, given: set[str]
) -> None:
    (login,) = [each for name, each in helm.of_kind(case, "TriggerAuthentication").items() if name == "kafka"]

    assert {each["parameter"] for each in login["spec"]["secretTargetRef"]} == given
    for trigger in triggers(helm, case, "parser"):
        assert (trigger["metadata"].get("tls"), trigger["metadata"].get("sasl")) == (tls, sasl)
        assert trigger["authenticationRef"] == {"name": "mailweave-kafka"}


def test_a_plain_kafka_is_asked_without_a_login(helm: ModuleType) -> None:
    scaled = helm.of_kind("minimal", "ScaledObject", "keda.enabled=true")

    assert not any("authenticationRef" in each for each in scaled["parser"]["spec"]["triggers"])
    assert set(helm.of_kind("minimal", "TriggerAuthentication", "keda.enabled=true")) == {"postgresql"}


def test_a_process_is_left_room_for_the_accounts_of_another(helm: ModuleType) -> None:
    (trigger,) = triggers(helm, "production", "poller")

    assert int(trigger["metadata"]["targetQueryValue"]) < PollerSettings.model_fields["poller_max_accounts"].default


@pytest.mark.parametrize("service", BY_QUERY)
def test_the_query_may_be_asked_by_a_login_of_its_own(helm: ModuleType, database_url: str, service: str) -> None:
    """As docs/kubernetes.md has it made."""
    (trigger,) = triggers(helm, "production", service)
    login = "keda_of_" + urlsplit(database_url).path.strip("/")
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE \"{login}\" LOGIN PASSWORD 'x' IN ROLE mailweave_cli")
        owner.execute(
            "INSERT INTO core.account (name, email_address, incoming_server) VALUES ('a', 'a@b.test', 'imap.b.test')"
        )
    parts = urlsplit(database_url)
    place = parts.netloc.rpartition("@")[2]
    try:
        with psycopg.connect(urlunsplit(parts._replace(netloc=f"{login}:x@{place}"))) as keda:
            counted = keda.execute(trigger["metadata"]["query"]).fetchone()
    finally:
        with psycopg.connect(database_url, autocommit=True) as owner:
            owner.execute(f'DROP ROLE "{login}"')

    assert counted == ((1 if service == "poller" else 0),)
