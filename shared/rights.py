"""What each program must be allowed in Kafka where Kafka asks (ACLs), made from what topics and services declare.

Who may read or write may see, too. From Kafka 2.8 on who may write a topic may begin an idempotent producer (KIP-679).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.audit.topics import STAGES
from shared.dead_letters.stored import REDRIVE_GROUPS
from shared.events.topics import OUTBOUND, RAW_FETCHED, RAW_FETCHED_BULK, TOPICS, TopicNames
from shared.services import PROGRAMS, Service

WATCHERS = frozenset({"poller", "api"})
"""They look how far the stages are: backpressure, imports; the audit, the page that shows the flow."""
KEEPER = "api"
"""It lists, puts back and discards dead letters, counts the requests of `outbound`, gives a message as it came."""
OPERATOR = "cli"
"""A person's: makes topics, replays, looks at everything. With an empty prefix that is the whole cluster."""
CLUSTER = "kafka-cluster"
EVERYTHING = "*"


class Resource(StrEnum):
    """What a right is about, in Kafka's words."""

    TOPIC = "topic"
    GROUP = "group"
    CLUSTER = "cluster"


class Operation(StrEnum):
    """What may be done, in Kafka's words."""

    READ = "Read"
    WRITE = "Write"
    CREATE = "Create"
    DESCRIBE = "Describe"
    DESCRIBE_CONFIGS = "DescribeConfigs"
    ALTER_CONFIGS = "AlterConfigs"


@dataclass(frozen=True, slots=True)
class Right:
    """What a service may do with one thing; with `is_prefix` with all whose names begin so."""

    service: str
    resource: Resource
    name: str
    operations: tuple[Operation, ...]
    is_prefix: bool = False


def rights(names: TopicNames) -> list[Right]:
    """Of all programs, each thing once for each program."""
    found: dict[tuple[str, Resource, str, bool], list[Operation]] = {}
    for program in PROGRAMS.values():
        for right in _rights_of(program, names):
            known = found.setdefault((right.service, right.resource, right.name, right.is_prefix), [])
            known += [operation for operation in right.operations if operation not in known]
    return [
        Right(service, resource, name, _needed(operations), is_prefix)
        for (service, resource, name, is_prefix), operations in found.items()
    ]


def _needed(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Without the right to see where another one implies it."""
    implies = {Operation.READ, Operation.WRITE} & set(operations)
    return tuple(each for each in Operation if each in operations and not (implies and each is Operation.DESCRIBE))


def _rights_of(program: Service, names: TopicNames) -> Iterator[Right]:
    if program.name == OPERATOR:
        yield from _operators(names)
        return
    for topic in TOPICS:
        if topic.name in program.reads:
            yield Right(program.name, Resource.TOPIC, names.of(topic), (Operation.READ,))
            yield Right(program.name, Resource.TOPIC, names.dlq_of(topic), (Operation.WRITE,))
            yield Right(program.name, Resource.GROUP, names.group(program.name, topic), (Operation.READ,))
        if program.name in topic.written_by.split(", "):
            yield Right(program.name, Resource.TOPIC, names.of(topic), (Operation.WRITE,))
    if program.name in WATCHERS:
        for stage, topic in STAGES:
            yield Right(program.name, Resource.TOPIC, names.of(topic), (Operation.DESCRIBE,))
            yield Right(program.name, Resource.GROUP, names.group(stage, topic), (Operation.DESCRIBE,))
    if program.name == KEEPER:
        yield from _keepers(names)


def _keepers(names: TopicNames) -> Iterator[Right]:
    for topic in TOPICS:
        yield Right(KEEPER, Resource.TOPIC, names.of(topic), (Operation.WRITE,))
        yield Right(KEEPER, Resource.TOPIC, names.dlq_of(topic), (Operation.READ, Operation.WRITE))
    for topic in (RAW_FETCHED, RAW_FETCHED_BULK, OUTBOUND):
        yield Right(KEEPER, Resource.TOPIC, names.of(topic), (Operation.READ,))
    yield Right(KEEPER, Resource.GROUP, f"{names.prefix}{REDRIVE_GROUPS}", (Operation.READ,), is_prefix=True)


def _operators(names: TopicNames) -> Iterator[Right]:
    name, is_prefix = names.prefix or EVERYTHING, bool(names.prefix)
    yield Right(OPERATOR, Resource.TOPIC, name, tuple(Operation), is_prefix)
    yield Right(OPERATOR, Resource.GROUP, name, (Operation.READ,), is_prefix)
    yield Right(OPERATOR, Resource.CLUSTER, CLUSTER, (Operation.DESCRIBE,))
