"""How long to wait before the next try, and which records are stuck while others pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.errors import MailweaveError
from shared.kafka.batch import RecordId

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 30.0
MOST_DOUBLINGS = 16


def wait_s(failures: int, random: float) -> float:
    """The wait after so many failures in a row: doubled each time, at most 30 s, of it a random half to all.

    `random` lies in [0, 1). The longest wait stays far below max_poll_interval_ms.
    """
    full = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(max(failures, 1) - 1, MOST_DOUBLINGS))
    return full * (0.5 + random / 2)


@dataclass(slots=True)
class Round:
    """What came of going through a batch one record at a time."""

    passed: int = 0
    waiting: int = 0
    failed: list[RecordId] = field(default_factory=list)
    error: MailweaveError | None = None

    def fail(self, record: RecordId, error: MailweaveError) -> None:
        """This record failed with a transient error."""
        self.failed.append(record)
        self.error = error

    def has_only_failed(self, enough: int) -> bool:
        """Whether so many failed, and none passed, that trying the rest is a waste."""
        return not self.passed and len(self.failed) >= enough


@dataclass(frozen=True, slots=True)
class _Stuck:
    since: float
    due_at: float


class Trials:
    """The records that keep failing with a transient error while others pass; all others are nobody's fault."""

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        self._stuck: dict[RecordId, _Stuck] = {}

    def is_due(self, record: RecordId, now: float) -> bool:
        """Whether it may be tried (again) now."""
        stuck = self._stuck.get(record)
        return stuck is None or stuck.due_at <= now

    def is_over(self, record: RecordId, now: float) -> bool:
        """Whether it has been stuck for too long."""
        stuck = self._stuck.get(record)
        return stuck is not None and now - stuck.since >= self._most_s

    def judge(self, tally: Round, now: float, waits: Mapping[RecordId, float]) -> bool:
        """Whether the failures of this round are the records' own: others passed, or all were stuck before.

        Otherwise a dependency is down, and the time until it is back counts against no record.
        """
        is_own = tally.passed > 0 or all(record in self._stuck for record in tally.failed)
        for record in tally.failed:
            stuck = self._stuck.pop(record, None)
            if is_own:
                self._stuck[record] = _Stuck(stuck.since if stuck else now, now + waits[record])
        return is_own

    def forget(self, record: RecordId) -> None:
        """It is done."""
        self._stuck.pop(record, None)
