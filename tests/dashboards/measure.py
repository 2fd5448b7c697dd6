"""What each panel's queries give, as a table."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.dashboards.panels import ShownPanel
from tests.harness.prometheus import Prometheus, Sample

MOST_VALUES = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """One query of a panel and its samples now, without those that are no number."""

    panel: ShownPanel
    legend: str
    samples: Sequence[Sample]

    @property
    def values(self) -> str:
        """As people read them."""
        names = [named(self.legend, labels) for labels, _ in self.samples[:MOST_VALUES]]
        shown = [
            f"{name}={value:.4g}" if name else f"{value:.4g}"
            for name, (_, value) in zip(names, self.samples, strict=False)
        ]
        more = len(self.samples) - MOST_VALUES
        return ", ".join(shown) + (f" and {more} more" if more > 0 else "") or "EMPTY"


def measure(prometheus: Prometheus, panels: Iterable[ShownPanel]) -> Iterator[Measured]:
    """Every query once, now."""
    for panel in panels:
        for expr, legend in panel.queries:
            samples = [sample for sample in prometheus.query(expr) if not math.isnan(sample[1])]
            yield Measured(panel, legend, samples)


def empty(measured: Iterable[Measured]) -> list[str]:
    """The panels of which a query gave nothing."""
    return [f"{each.panel.board}: {each.panel.title} ({each.legend})" for each in measured if not each.samples]


def table(measured: Iterable[Measured]) -> Iterator[str]:
    """A line for each query: dashboard, panel, what it gave."""
    for each in measured:
        yield f"{each.panel.board.removeprefix('Mailweave / '):<24}  {each.panel.title:<32}  {each.values}"


def named(legend: str, labels: Mapping[str, str]) -> str:
    """A legend with its labels filled in."""
    for label, value in labels.items():
        legend = legend.replace(f"{{{{{label}}}}}", value)
    return legend.replace("{{account_id}}", "").strip()
