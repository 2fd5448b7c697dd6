"""Time comes in as an argument; this is where it comes from."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the edges read time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only rise, for durations."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only rise, for durations."""
        return time.monotonic()
