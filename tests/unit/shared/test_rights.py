"""Rights in Kafka: what the declarations of topics and services make of them, and who lacks what."""

import pytest

from services.cli.doctor.acls import ALL_OPERATIONS, LITERAL, OPERATIONS, PREFIXED, RESOURCES, Acl, lacking_of
from services.cli.installation.acls import commands
from services.cli.settings import CliSettings
from shared.events.topics import TopicNames
from shared.rights import Operation, Resource, Right, rights

NEEDED = rights(TopicNames("shop."))


def of(service: str, resource: Resource) -> dict[str, tuple[Operation, ...]]:
    return {right.name: right.operations for right in NEEDED if (right.service, right.resource) == (service, resource)}


def test_a_stage_reads_its_topics_and_writes_the_next() -> None:
    read, write = (Operation.READ,), (Operation.WRITE,)
    assert of("rules", Resource.TOPIC) == {
        "shop.threaded": read,
        "shop.threaded.dlq": write,
        "shop.ruled": write,
        "shop.outbound": write,
    }
    assert of("rules", Resource.GROUP) == {"shop.rules.threaded": read}
    assert of("rules", Resource.CLUSTER) == {}


def test_only_the_operator_may_make_topics_and_look_at_the_cluster() -> None:
    makers = {right.service for right in NEEDED if Operation.CREATE in right.operations}
    assert makers == {right.service for right in NEEDED if right.resource is Resource.CLUSTER} == {"cli"}


def test_nothing_reaches_beyond_the_prefix() -> None:
    assert {right.name for right in NEEDED if not right.name.startswith("shop.")} == {"kafka-cluster"}


def acls(needed: list[Right]) -> list[Acl]:
    return [
        Acl(
            f"User:{right.service}",
            RESOURCES[right.resource],
            right.name,
            PREFIXED if right.is_prefix else LITERAL,
            OPERATIONS[operation],
        )
        for right in needed
        for operation in right.operations
    ]


ONE_FOR_ALL = [
    Acl("User:mailweave", number, name, LITERAL, ALL_OPERATIONS)
    for number, name in zip(RESOURCES.values(), ("*", "*", "kafka-cluster"), strict=True)
]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        pytest.param(acls(NEEDED), [], id="each its own"),
        pytest.param(ONE_FOR_ALL, [], id="one for all"),
        pytest.param(
            [acl for acl in acls(NEEDED) if (acl.principal, acl.name) != ("User:rules", "shop.rules.threaded")],
            ["nobody may do all of rules, the nearest lacks Read on group shop.rules.threaded"],
            id="one less",
        ),
    ],
)
def test_who_lacks_what_is_named(known: list[Acl], said: list[str]) -> None:
    assert lacking_of(known, NEEDED) == said


def test_the_commands_are_those_of_kafkas_tool() -> None:
    settings = CliSettings(kafka_servers="kafka:9092", kafka_security_protocol="SSL", _env_file=None)
    needed = [right for right in NEEDED if right.service == "cli" and right.resource is Resource.GROUP]
    (line,) = commands(needed, settings, "User:CN=mailweave-{service}")
    assert line == (
        "kafka-acls.sh --bootstrap-server kafka:9092 --command-config admin.properties --add "
        "--allow-principal User:CN=mailweave-cli --operation Read --group shop. --resource-pattern-type prefixed"
    )
