"""When the certificates end that mail servers have shown."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.certificates import end_of
from shared.clock import Clock, SystemClock
from shared.metrics.registries import POLLER, SENDER

MOST_SERVERS = 100
OTHERS = "others"
FORGOTTEN_AFTER_S = 7 * 86_400.0
"""A server that is no longer logged in to is nobody's business; one whose certificate has ended is, for that long."""


@dataclass(frozen=True, slots=True)
class _Met:
    ends_at: float
    at: float


class Certificates(Collector):
    """Of the servers that this process spoke TLS to in the last week: the 100 that end first, and the first of all
    others. POP3 sessions tell from their own threads."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._of: dict[str, _Met] = {}
        self._lock = threading.Lock()

    def met(self, server: str, certificate: bytes | None) -> None:
        """At `server` (host:port), in DER; one that cannot be read tells nothing."""
        ends = end_of(certificate)
        if ends is not None:
            with self._lock:
                self._of[server] = _Met(ends.timestamp(), self._clock.monotonic())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As they were at the last login."""
        family = GaugeMetricFamily(
            "mailweave_certificate_expiry_timestamp_seconds",
            "When the certificate ends that a mail server showed last, in seconds since 1970; a pinned one too. The "
            "100 servers that are first, and `others` for the first of the rest",
            labels=["server"],
        )
        first = sorted((each.ends_at, server) for server, each in self._kept().items())
        for ends_at, server in first[:MOST_SERVERS]:
            family.add_metric([server], ends_at)
        if first[MOST_SERVERS:]:
            family.add_metric([OTHERS], first[MOST_SERVERS][0])
        yield family

    def _kept(self) -> dict[str, _Met]:
        oldest = self._clock.monotonic() - FORGOTTEN_AFTER_S
        with self._lock:
            self._of = {server: each for server, each in self._of.items() if each.at >= oldest}
            return self._of.copy()


CERTIFICATES = Certificates()
POLLER.register(CERTIFICATES)
SENDER.register(CERTIFICATES)
