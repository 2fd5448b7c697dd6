"""Kafka: reachable, its topics with partitions and settings as this release makes them."""

from collections.abc import Mapping, Sequence

from aiokafka.admin import AIOKafkaAdminClient

from services.cli.doctor import acls
from services.cli.doctor.acls import ACLS
from services.cli.doctor.finding import Check, Finding
from services.cli.installation.topics import WantedTopic, configs_of, wanted_topics
from services.cli.settings import CliSettings
from shared.errors import ConfigurationError, TransientError
from shared.kafka.clients import admin_client, partition_counts

KAFKA = Check("kafka")
TOPICS = Check("topics")
ANSWER_WITHIN_S = 5.0
SHOWN = 3
APPLY = "run `mailweave topics apply`"
LOSES_RECORDS = frozenset({"cleanup.policy", "max.message.bytes"})
"""Where these differ, records are refused or deleted that must not be."""
ENOUGH_BROKERS = 3


async def look(settings: CliSettings) -> list[Finding]:
    """Kafka and, where it answers, topics and ACLs."""
    try:
        async with admin_client(settings, answer_within_s=ANSWER_WITHIN_S) as admin:
            cluster = await admin.describe_cluster()
            return [
                _cluster(settings, len(cluster["brokers"])),
                *await _topics(settings, admin),
                await acls.look(settings, admin),
            ]
    except TransientError as error:
        seen, _, step = str(error).partition("; ")
        why = "Kafka is not reachable"
        return [KAFKA.problem(seen, step or "start it, or correct EMAIL_KAFKA_SERVERS"), *_skipped(why)]


def _skipped(why: str) -> list[Finding]:
    return [check.skipped(why) for check in (TOPICS, ACLS)]


def _cluster(settings: CliSettings, brokers: int) -> Finding:
    number = "1 broker" if brokers == 1 else f"{brokers} brokers"
    how: str = settings.kafka_security_protocol
    if how.startswith("SASL"):
        how += f", {settings.kafka_sasl_mechanism} as {settings.kafka_username}"
    seen = f"{number} at {settings.kafka_servers}, {how}"
    if brokers >= ENOUGH_BROKERS and settings.topic_replication == 1:
        return KAFKA.warning(
            f"{seen}; EMAIL_TOPIC_REPLICATION is 1: what lies on a broker is lost with it",
            "set EMAIL_TOPIC_REPLICATION=3; for topics that are there kafka-reassign-partitions.sh adds replicas",
        )
    return KAFKA.ok(seen)


async def _topics(settings: CliSettings, admin: AIOKafkaAdminClient) -> list[Finding]:
    wanted = wanted_topics(settings)
    counts = await partition_counts(admin, [topic.name for topic in wanted])
    present = [topic for topic in wanted if topic.name in counts]
    missing = [topic.name for topic in wanted if topic.name not in counts]
    found = [*_missing(missing, len(wanted)), *_partitions(settings, present, counts)]
    try:
        configs = await configs_of(admin, present)
    except ConfigurationError as error:
        return [*found, TOPICS.warning(f"their settings cannot be seen: {error}", "see `mailweave topics acls`")]
    effective = {name: each.effective for name, each in configs.items()}
    found += _settings(present, effective)
    return found or [TOPICS.ok(f"{len(present)}, {_count_words(counts)} each, settings and retention as configured")]


def _count_words(counts: Mapping[str, int]) -> str:
    numbers = "/".join(str(number) for number in sorted(set(counts.values())))
    return "1 partition" if numbers == "1" else f"{numbers} partitions"


def _missing(missing: Sequence[str], of: int) -> list[Finding]:
    if not missing:
        return []
    step = f"{APPLY}; where they are there, this login may not see them: `mailweave topics acls`"
    return [TOPICS.problem(f"{len(missing)} of {of} are missing: {_some(missing)}", step)]


def _partitions(settings: CliSettings, present: Sequence[WantedTopic], counts: Mapping[str, int]) -> list[Finding]:
    other = [topic.name for topic in present if counts[topic.name] != topic.partitions]
    if not other:
        return []
    numbers = ", ".join(f"{name} {counts[name]}" for name in other[:SHOWN])
    more = f" and {len(other) - SHOWN} more" if len(other) > SHOWN else ""
    return [
        TOPICS.warning(
            f"{len(other)} have another number of partitions than EMAIL_TOPIC_PARTITIONS={settings.topic_partitions}: "
            f"{numbers}{more}",
            "set EMAIL_TOPIC_PARTITIONS to what is there; a topic whose number is changed loses its order",
        )
    ]


def _settings(present: Sequence[WantedTopic], effective: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    differing = {
        topic.name: {key: value for key, value in topic.configs.items() if effective[topic.name].get(key) != value}
        for topic in present
    }
    found = []
    for name, configs in differing.items():
        said = ", ".join(f"{key} is {effective[name].get(key)}, not {value}" for key, value in configs.items())
        if configs:
            tell = TOPICS.problem if LOSES_RECORDS & configs.keys() else TOPICS.warning
            found.append(tell(f"{name}: {said}", APPLY))
    return found


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
