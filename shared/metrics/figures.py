"""Gauges whose figures somebody reads now and then, from a database or a disk."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

Figures = Mapping[tuple[str, ...], float]
"""By the values of the labels."""


class Read(Collector):
    """No sample before the first reading and while it fails: an old figure would reassure somebody."""

    def __init__(self, name: str, meaning: str, labels: Sequence[str] = (), *registries: CollectorRegistry) -> None:
        self._name = name
        self._meaning = meaning
        self._labels = labels
        self._figures: Figures = {}
        for registry in registries:
            registry.register(self)

    def set(self, figures: Figures) -> None:
        """All of them, as they were read."""
        self._figures = figures

    def forget(self) -> None:
        """They cannot be read."""
        self._figures = {}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As they were read last."""
        family = GaugeMetricFamily(self._name, self._meaning, labels=self._labels or None)
        for labels, value in self._figures.items():
            family.add_metric(labels, value)
        yield family
