"""Kafka and PostgreSQL: what Mailweave sees of them, and what their exporters tell."""

from deploy.grafana.panels import Board, Limit, Query, Row, Unit, lines, stat
from deploy.grafana.queries import each, quantiles, rates

KAFKA_ENTRY = "MailweaveKafkaUnreachable"
POSTGRESQL_ENTRY = "MailweavePostgreSQLUnreachable"
READY = Row(
    "As Mailweave sees them",
    (
        stat(
            "Without Kafka",
            'count(mailweave_ready{$where, part=~"kafka|producer"} == 0) or vector(0)',
            "Processes that do not reach Kafka, and producers that do not work.",
            "`/ready` has the reason; all of them: the brokers, one of them: its network or settings.",
            KAFKA_ENTRY,
            Limit(1),
            width=6,
        ),
        stat(
            "Without PostgreSQL",
            'count(mailweave_ready{$where, part="postgresql"} == 0) or vector(0)',
            "Processes that do not reach PostgreSQL.",
            "`/ready` has the reason: refused, too many connections, another release's tables.",
            POSTGRESQL_ENTRY,
            Limit(1),
            width=6,
        ),
        stat(
            "Without partitions",
            'count(mailweave_ready{$where, part=~"assignment of .*"} == 0) or vector(0)',
            "Consumers to which Kafka has given no partition.",
            "during a start nothing; for long: more processes than partitions.",
            "MailweaveNotReady",
            Limit(1),
            width=6,
        ),
        stat(
            "Consumers that stopped",
            'count(mailweave_ready{$where, part=~"consumer of .*"} == 0) or vector(0)',
            "They stop on purpose: too much would be set aside, or a newer release wrote to the topic.",
            "`/ready` says which; `mailweave dlq list`; upgrade the service, or roll back.",
            "MailweaveNotReady",
            Limit(1),
            width=6,
        ),
    ),
)
SEEN = Row(
    "What it costs",
    (
        lines(
            "Ready, by part",
            (
                Query(
                    'min by (part) (mailweave_ready{$where, part=~"kafka|producer|postgresql|topics"})',
                    "{{part}}",
                ),
            ),
            "1 while every process sees it work, 0 while one does not.",
            "the part at 0 is the one; `/ready` of the services has its reason.",
            "MailweaveNotReady",
            Limit(1, below=True),
        ),
        lines(
            "Lag",
            each("sum", "topic", "mailweave_consumer_lag_records{$where}"),
            "Records that no process has taken yet.",
            "if all topics grow alike, it is Kafka or PostgreSQL, not a service.",
            "MailweaveLagGrowing",
            Limit(1000),
        ),
        lines(
            "A batch, p95",
            quantiles("mailweave_stage_seconds", 0.95, by="topic"),
            "From taking a batch to its commit: PostgreSQL's transaction, then Kafka's acknowledgements.",
            "if all stages rise at once: PostgreSQL's load, locks, or its disk.",
            POSTGRESQL_ENTRY,
            Limit(30, warn=10),
            unit=Unit.SECONDS,
        ),
        lines(
            "Records tried again",
            rates("mailweave_records_total", "topic", 'result="retried"'),
            "Something was away for a moment: the same record is tried until it is back.",
            "for minutes: the dependency that `/ready` names.",
            KAFKA_ENTRY,
            unit=Unit.RECORDS_S,
        ),
        lines(
            "Records finished",
            rates("mailweave_records_total", "topic", 'result="handled"'),
            "Each is one row or more in PostgreSQL and one record or more in Kafka.",
            "all at 0: Kafka or PostgreSQL.",
            KAFKA_ENTRY,
            unit=Unit.RECORDS_S,
        ),
        lines(
            "Search behind",
            (Query("max(mailweave_index_lag_messages{$where})", "messages"),),
            "The index is built when PostgreSQL has time.",
            "it only grows: PostgreSQL has none left.",
            "MailweaveSearchIndexBehind",
            Limit(10_000, warn=1000),
        ),
    ),
)
POSTGRES_EXPORTER = Row(
    "PostgreSQL itself (needs postgres_exporter)",
    (
        lines(
            "Answers",
            (Query("min by (instance) (pg_up)", "{{instance}}"),),
            "1 while postgres_exporter reaches its server.",
            "the server, or the exporter's login.",
            POSTGRESQL_ENTRY,
            Limit(1, below=True),
        ),
        lines(
            "Connections",
            (
                Query("sum by (instance, state) (pg_stat_activity_count)", "{{instance}} {{state}}"),
                Query("max by (instance) (pg_settings_max_connections)", "{{instance}} allowed"),
            ),
            "By state, beside what the server allows.",
            "near what is allowed: fewer processes, or raise max_connections.",
            POSTGRESQL_ENTRY,
        ),
        lines(
            "Longest transaction",
            (Query("max by (instance) (pg_stat_activity_max_tx_duration)", "{{instance}}"),),
            "Mailweave gives a statement 30 s, an idle transaction 10 s: hours are somebody else's.",
            "end it: nothing can be vacuumed meanwhile.",
            POSTGRESQL_ENTRY,
            Limit(3600, warn=300),
            unit=Unit.SECONDS,
        ),
        lines(
            "Transactions",
            (
                Query(
                    "sum by (instance) (rate(pg_stat_database_xact_commit[$__rate_interval]))", "{{instance}} committed"
                ),
                Query(
                    "sum by (instance) (rate(pg_stat_database_xact_rollback[$__rate_interval]))",
                    "{{instance}} rolled back",
                ),
            ),
            "In a second.",
            "many rolled back: the services' logs.",
            POSTGRESQL_ENTRY,
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Size",
            (Query("sum by (instance) (pg_database_size_bytes)", "{{instance}}"),),
            "Of all databases.",
            "a volume that fills up: enlarge it before it is full.",
            "MailweaveDiskFilling",
            unit=Unit.BYTES,
        ),
        lines(
            "Deadlocks",
            (Query("sum by (instance) (increase(pg_stat_database_deadlocks[1h]))", "{{instance}}"),),
            "Within an hour. Mailweave takes its locks in one order.",
            "report them, with the server's log.",
            POSTGRESQL_ENTRY,
            Limit(5, warn=1),
        ),
    ),
    is_collapsed=True,
)
KAFKA_EXPORTER = Row(
    "Kafka itself (needs kafka_exporter)",
    (
        lines(
            "Brokers",
            (Query("max by (job) (kafka_brokers)", "{{job}}"),),
            "Those that are in the cluster.",
            "fewer than there should be: start the missing one.",
            KAFKA_ENTRY,
            Limit(1, below=True),
        ),
        lines(
            "Partitions with too few copies",
            (Query("sum by (topic) (kafka_topic_partition_under_replicated_partition)", "{{topic}}"),),
            "A broker is away or cannot follow.",
            "bring the broker back; do not restart another one meanwhile.",
            KAFKA_ENTRY,
            Limit(1),
        ),
        lines(
            "Lag of the groups",
            (Query("sum by (consumergroup, topic) (kafka_consumergroup_lag)", "{{consumergroup}} {{topic}}"),),
            "As Kafka counts it: also where no process of Mailweave is left to tell.",
            "a group that grows and has no members: the service does not run.",
            "MailweaveServiceMissing",
            Limit(1000),
        ),
    ),
    is_collapsed=True,
)
STORES = Board(
    "mailweave-stores",
    "Mailweave / Kafka and PostgreSQL",
    "Does Mailweave reach what it stands on, and is that fast enough?",
    (READY, SEEN, POSTGRES_EXPORTER, KAFKA_EXPORTER),
)
