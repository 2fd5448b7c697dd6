"""From samples of Kafka's offsets: how much passes each stage, what waits, since when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Sample:
    """Offsets at one moment, a tuple a topic with a number a partition: written up to here, committed up to here."""

    at: float
    ends: Mapping[str, tuple[int, ...]]
    done: Mapping[str, tuple[int, ...]]
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a service has still to do; `oldest_s` is the age of its oldest record, at least that when it is older than
    the samples."""

    records: int
    oldest_s: float
    is_at_least: bool = False


NOTHING_WAITS = Backlog(0, 0.0)


def in_last_minute(samples: Sequence[Sample], topic: str) -> int | None:
    """Records of the last minute, as far as it was seen; None before there are two samples to compare."""
    return by_minute(samples, topic, 1)[0] if len(samples) > 1 else None


def by_minute(samples: Sequence[Sample], topic: str, minutes: int) -> list[int]:
    """Records in each of the last minutes, the latest last; 0 where nobody looked."""
    if not samples:
        return [0] * minutes
    now = samples[-1].at
    marks = [_written_at(samples, topic, now - MINUTE_S * ago) for ago in range(minutes, -1, -1)]
    return [after - before for before, after in pairwise(marks)]


def backlog(samples: Sequence[Sample], topic: str) -> Backlog:
    """What waits in a topic for the service that reads it."""
    if not samples or topic not in samples[-1].done:
        return NOTHING_WAITS
    last = samples[-1]
    waiting = [
        (partition, done)
        for partition, (end, done) in enumerate(zip(last.ends[topic], last.done[topic], strict=True))
        if done < end
    ]
    if not waiting:
        return NOTHING_WAITS
    records = sum(last.ends[topic][partition] - done for partition, done in waiting)
    since = min(_written_since(samples, topic, partition, done) for partition, done in waiting)
    return Backlog(records, last.at - since, is_at_least=since == samples[0].at)


def _written(sample: Sample, topic: str) -> int:
    return sum(sample.ends.get(topic, ()))


def _written_at(samples: Sequence[Sample], topic: str, at: float) -> int:
    """As of the last sample before; before the first sample nothing is known to have passed."""
    before = [each for each in samples if each.at <= at]
    return _written(before[-1] if before else samples[0], topic)


def _written_since(samples: Sequence[Sample], topic: str, partition: int, offset: int) -> float:
    """When the record at this offset was first seen to be there."""
    return next(each.at for each in samples if _end(each, topic, partition) > offset)


def _end(sample: Sample, topic: str, partition: int) -> int:
    ends = sample.ends.get(topic, ())
    return ends[partition] if partition < len(ends) else 0
