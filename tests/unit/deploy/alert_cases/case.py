"""When each alert fires, and what it says then: series as promtool writes them, a sample each `step` minutes.

`ill` fires at minute `at` and not one step before; `well` never does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Series = Mapping[str, str]
DAY_S = 86400
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Case:
    """One alert: its labels besides name and severity, and its description."""

    alert: str
    ill: Series
    well: Series
    at: int
    says: str
    step: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)


def buckets(metric: str, quick: str, slow: str) -> Series:
    """A histogram of which `quick` grows up to 5 s and `slow` from 600 s on."""
    return {
        f'{metric}_bucket{{le="5"}}': quick,
        f'{metric}_bucket{{le="600"}}': quick,
        f'{metric}_bucket{{le="1200"}}': slow,
        f'{metric}_bucket{{le="+Inf"}}': slow,
    }
