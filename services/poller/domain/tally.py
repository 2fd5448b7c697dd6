"""What a poll has done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PollStatus(StrEnum):
    """How a poll stands in the log."""

    RUNNING = "running"
    OK = "ok"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one poll has done so far; `log_id` is its row, once it has one."""

    started_at: datetime
    found: int = 0
    processed: int = 0
    size_bytes: int = 0
    log_id: int | None = None
