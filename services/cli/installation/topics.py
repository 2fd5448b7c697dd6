"""`mailweave topics apply`: Kafka's topics made as shared/events/topics.py has them (DESIGN §4, fact 9)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.errors import ConfigurationError
from shared.events.topics import DAY_S, FOR_EVER_S, TOPICS, TopicNames
from shared.kafka.clients import admin_client, partition_counts
from shared.settings import Settings

MAX_RECORD_BYTES = 2 * 1024 * 1024
ADDED_BY_DLQ_BYTES = 64 * 1024
SET_FOR_TOPIC = 1  # config_source DYNAMIC_TOPIC_CONFIG
SETTLE_S = 30.0
Outcome = Literal["created", "already there", "altered", "differs"]


@dataclass(frozen=True, slots=True)
class WantedTopic:
    """A topic as it should be."""

    name: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AppliedTopic:
    """What was done about one topic; `detail` names each setting that differed."""

    name: str
    outcome: Outcome
    detail: str = ""


def wanted_topics(settings: Settings, generation: int = 0) -> list[WantedTopic]:
    """Every topic and its dead letters; those of a replay are only what the replay writes."""
    names = TopicNames(settings.topic_prefix, generation)
    wanted = []
    for topic in TOPICS:
        retention_s = settings.retention_days * DAY_S if topic.retention_s is None else topic.retention_s
        if generation == 0 or topic.is_replayed:
            wanted.append(_wanted(settings, names.of(topic), retention_s, MAX_RECORD_BYTES))
        size = MAX_RECORD_BYTES + ADDED_BY_DLQ_BYTES
        wanted.append(_wanted(settings, names.dlq_of(topic), topic.dlq_retention_s, size))
    return wanted


def _wanted(settings: Settings, name: str, retention_s: int, max_bytes: int) -> WantedTopic:
    configs = {
        "cleanup.policy": "delete",
        "retention.ms": str(-1 if retention_s == FOR_EVER_S else retention_s * 1000),
        "retention.bytes": "-1",
        "max.message.bytes": str(max_bytes),
    }
    return WantedTopic(name, settings.topic_partitions, settings.topic_replication, configs)


async def apply_topics(settings: Settings, generation: int = 0) -> list[AppliedTopic]:
    """Creates what is missing and sets what differs; returns only once the cluster knows every topic.

    A partition count that differs is reported, never changed: records of one account would change their partition and
    lose their order. TransientError when Kafka is away, ConfigurationError when it refuses.
    """
    wanted = wanted_topics(settings, generation)
    async with admin_client(settings) as admin:
        existing = await partition_counts(admin, [topic.name for topic in wanted])
        created = await _create(admin, [topic for topic in wanted if topic.name not in existing])
        partitions = await _settled(admin, wanted)
        applied = [AppliedTopic(name, "created") for name in sorted(created)]
        applied += await _alter(admin, [topic for topic in wanted if topic.name not in created], partitions)
    return sorted(applied, key=lambda topic: topic.name)


async def _create(admin: AIOKafkaAdminClient, missing: list[WantedTopic]) -> set[str]:
    """Those that were created now: a topic that another process has just made may not be listed yet."""
    if not missing:
        return set()
    new = [NewTopic(t.name, t.partitions, t.replication, topic_configs=dict(t.configs)) for t in missing]
    response: Any = await admin.create_topics(new)
    created = set()
    for name, code, reason in response.topic_errors:
        if not code:
            created.add(name)
        elif for_code(code) is not TopicAlreadyExistsError:
            raise ConfigurationError(
                f"Kafka refused to create the topic {name} ({for_code(code).__name__}: {reason}): "
                "check EMAIL_TOPIC_PARTITIONS and EMAIL_TOPIC_REPLICATION"
            )
    return created


async def _alter(
    admin: AIOKafkaAdminClient, present: list[WantedTopic], partitions: Mapping[str, int]
) -> list[AppliedTopic]:
    current = await configs_of(admin, present)
    for topic in _differing(present, current):
        # Kafka drops every setting that an AlterConfigs request leaves out, also those of the operator.
        configs = {**current[topic.name].own, **topic.configs}
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, configs)
        _refuse_errors(await admin.alter_configs([resource]))
    async with asyncio.timeout(SETTLE_S):
        while _differing(present, await configs_of(admin, present)):
            await asyncio.sleep(0.05)
    return [_outcome(topic, partitions[topic.name], current[topic.name].effective) for topic in present]


def _differing(present: list[WantedTopic], configs: Mapping[str, "Configs"]) -> list[WantedTopic]:
    return [topic for topic in present if _changes(topic, configs[topic.name].effective)]


def _changes(topic: WantedTopic, effective: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in topic.configs.items() if effective.get(key) != value}


def _outcome(topic: WantedTopic, partitions: int, before: Mapping[str, str]) -> AppliedTopic:
    changes = _changes(topic, before)
    details = [f"{key} {before.get(key)} -> {value}" for key, value in sorted(changes.items())]
    if partitions != topic.partitions:
        details.append(f"partitions stay {partitions} (setting: {topic.partitions}), a change would break the order")
    outcome: Outcome = "altered" if changes else "differs" if details else "already there"
    return AppliedTopic(topic.name, outcome, "; ".join(details))


@dataclass(frozen=True, slots=True)
class Configs:
    """What was set for a topic itself, and what is in force."""

    own: Mapping[str, str]
    effective: Mapping[str, str]


async def configs_of(admin: AIOKafkaAdminClient, present: Sequence[WantedTopic]) -> dict[str, Configs]:
    """The settings of topics that are there; raises ConfigurationError when Kafka refuses to tell them."""
    if not present:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in present]
    responses: list[Any] = await admin.describe_configs(resources)
    _refuse_errors(responses)
    found = {}
    for response in responses:
        for _code, _reason, _type, name, entries in response.resources:
            own = {entry[0]: entry[1] for entry in entries if entry[3] == SET_FOR_TOPIC}
            found[name] = Configs(own, {entry[0]: entry[1] for entry in entries})
    return found


def _refuse_errors(responses: list[Any]) -> None:
    for response in responses:
        for code, reason, _type, name, *_ in response.resources:
            if code:
                raise ConfigurationError(f"Kafka refused the settings of the topic {name}: {reason}")


async def _settled(admin: AIOKafkaAdminClient, wanted: list[WantedTopic]) -> dict[str, int]:
    """The partition counts, once the brokers serve what the controller has accepted."""
    names = [topic.name for topic in wanted]
    async with asyncio.timeout(SETTLE_S):
        while len(counts := await partition_counts(admin, names)) < len(names):
            await asyncio.sleep(0.05)
    return counts
