"""Kafka and PostgreSQL as containers (testcontainers), in place of the embedded stack's; GreenMail stays embedded.

Images by KAFKA_IMAGE and POSTGRES_IMAGE, as in deploy/compose.yaml. They need a Docker engine.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from textwrap import dedent

from testcontainers.community.kafka import KafkaContainer
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.config import testcontainers_config

from deploy.local.endpoints import Endpoints
from deploy.local.greenmail import GreenMail
from shared.service.ports import Ports

KAFKA_IMAGE = os.environ.get("KAFKA_IMAGE", "apache/kafka:4.3.1")
POSTGRES_IMAGE = os.environ.get("POSTGRES_IMAGE", "postgres:18")
STARTS_WITHIN_S = 90
LIKE_THE_EMBEDDED = {
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_MESSAGE_MAX_BYTES": "2097152",
    "KAFKA_REPLICA_FETCH_MAX_BYTES": "2097152",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "8",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
    "KAFKA_HEAP_OPTS": "-Xms512m -Xmx512m",
}
"""What the tests rely on: deploy/local/kafka.py says why."""


class ApacheKafka(KafkaContainer):
    """The same for the image apache/kafka, which is started in another way than Confluent's."""

    def _verify_min_kraft_version(self) -> None:
        """Confluent's numbers are not Apache's."""

    def tc_start(self) -> None:
        """Only now it is known where clients find it."""
        place = f"{self.get_container_host_ip()}:{self.get_exposed_port(self.port)}"
        script = f"""\
            export KAFKA_ADVERTISED_LISTENERS={self.listener_name}://{place},BROKER://localhost:9092
            exec /etc/kafka/docker/run
        """
        self.create_file(dedent(script).encode(), self.TC_START_SCRIPT)


@contextmanager
def container_stack(folder: Path) -> Iterator[Endpoints]:
    """Endpoints of fresh containers, also written to `folder`; they end with the block."""
    testcontainers_config.ryuk_disabled = True  # its image may not be had; what is started here ends here
    folder.mkdir(mode=0o711, exist_ok=True)
    with ExitStack() as opened:
        kafka = ApacheKafka(KAFKA_IMAGE).with_kraft()
        for name, value in LIKE_THE_EMBEDDED.items():
            kafka.with_env(name, value)
        opened.callback(kafka.stop)
        kafka.start(timeout=STARTS_WITHIN_S)
        postgres = PostgresContainer(
            POSTGRES_IMAGE, username="mailweave", password=secrets.token_hex(16), dbname="mailweave", driver=None
        ).with_command("postgres -c max_connections=300 -c max_wal_size=4GB")
        opened.enter_context(postgres)
        greenmail = GreenMail(folder, Ports(folder), print)
        opened.callback(greenmail.stop)
        greenmail.start()
        endpoints = Endpoints(folder, kafka.get_bootstrap_server(), postgres.get_connection_url(), greenmail.server)
        endpoints.save()
        yield endpoints
