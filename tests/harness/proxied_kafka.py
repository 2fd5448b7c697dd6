"""A Kafka whose clients stay behind a fault proxy, and which the test itself reaches past it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka import Kafka
from shared.service.ports import Ports
from tests.fakes.fault_proxy import FaultProxy

HEAP = "256m"


@dataclass(frozen=True, slots=True)
class ProxiedKafka:
    """One broker. `servers` lead through the proxy, `direct_servers` do not."""

    kafka: Kafka
    proxy: FaultProxy

    @property
    def servers(self) -> str:
        return self.proxy.address

    @property
    def direct_servers(self) -> str:
        return self.kafka.servers


@contextmanager
def proxied_kafka_in(folder: Path) -> Iterator[ProxiedKafka]:
    """Runs while the block does."""
    folder.mkdir()
    with FaultProxy("Kafka") as proxy:
        kafka = Kafka(folder, Ports(folder), print, HEAP, proxy.port)
        try:
            kafka.start()
            proxy.lead_to(kafka.proxied_port)
            yield ProxiedKafka(kafka, proxy)
        finally:
            kafka.stop()
