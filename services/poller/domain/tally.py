"""What a poll has done, and what a look at the server's own list has found."""

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


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many uids the server listed up to the cursors, and how many of them nothing accounts for."""

    listed: int = 0
    unaccounted: int = 0
