"""Series that exist from the start.

A counter's series that appears with its first event shows no rise: `increase` needs two samples, so that an alert would
miss the first event of each process. Labels with few values that are known beforehand begin at 0.
"""

from collections.abc import Iterable

from prometheus_client import Counter


def from_zero(counter: Counter, series: Iterable[tuple[str, ...]]) -> Counter:
    """The counter, with a series of 0 for the labels' values of each."""
    for values in series:
        counter.labels(*values)
    return counter
