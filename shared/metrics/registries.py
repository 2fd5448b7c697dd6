"""Which service exports what: a metric is declared with the registry of the service that moves it."""

from importlib.metadata import version
from platform import python_version

from prometheus_client import CollectorRegistry, Gauge, GCCollector, Info, ProcessCollector, disable_created_metrics

from shared.services import SERVICES

disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types; without it: two series for each
EVERY_SERVICE = CollectorRegistry()
CONSUMER = CollectorRegistry()
"""Of every service that reads a topic."""
POLLER = CollectorRegistry()
PARSER = CollectorRegistry()
THREADER = CollectorRegistry()
RULES = CollectorRegistry()
SENDER = CollectorRegistry()
API = CollectorRegistry()
OWN = {"poller": POLLER, "parser": PARSER, "threader": THREADER, "rules": RULES, "sender": SENDER, "api": API}

BUILD = Info("mailweave_build", "What runs here: Mailweave's version and Python's", registry=EVERY_SERVICE)
BUILD.info({"version": version("mailweave"), "python": python_version()})
READY = Gauge(
    "mailweave_ready", "1 while this part of the service works, as /ready says", ["part"], registry=EVERY_SERVICE
)
ProcessCollector(registry=EVERY_SERVICE)
GCCollector(registry=EVERY_SERVICE)


def registries_of(service: str) -> list[CollectorRegistry]:
    """Those that a service exports; one that is not of the installation's is taken for a consumer."""
    reads = service not in SERVICES or bool(SERVICES[service].reads)
    own = [OWN[service]] if service in OWN else []
    return [EVERY_SERVICE, *([CONSUMER] if reads else []), *own]


def registry_of(service: str) -> CollectorRegistry:
    """What `/metrics` of a service shows."""
    exported = CollectorRegistry()
    for registry in registries_of(service):
        exported.register(registry)
    return exported
