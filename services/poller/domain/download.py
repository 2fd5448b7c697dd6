"""What an account may download in a day, where its provider is known to count it. Pure.

It is counted by the hour, and an hour counts until a day after its end: so it holds whenever the provider's day begins.
Imports leave the last fifth of it to live mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.poller.domain.failures import Failure, FailureKind
from shared.provider_limits import MEGABYTE

LIVE_SHARE = 1.0
OWN_WORD = "set daily_download_mb where the provider allows more"


@dataclass(frozen=True, slots=True)
class Hour:
    """What was downloaded in an hour, and in how many seconds it counts no more."""

    size_bytes: int
    leaves_in_s: float


@dataclass(frozen=True, slots=True)
class Budget:
    """So many bytes a day, of which this purpose may use up a share."""

    day_bytes: int
    share: float = LIVE_SHARE

    @property
    def usable_bytes(self) -> float:
        """Of the day's."""
        return self.day_bytes * self.share

    def left_bytes(self, hours: Sequence[Hour]) -> float:
        """0 when it is used up."""
        return max(0.0, self.usable_bytes - used_bytes(hours))

    def frees_in_s(self, hours: Sequence[Hour]) -> float:
        """Until something of it is free again; 0 while something is."""
        used = used_bytes(hours)
        for hour in sorted(hours, key=lambda each: each.leaves_in_s):
            if used < self.usable_bytes:
                return 0.0
            used -= hour.size_bytes
            if used < self.usable_bytes:
                return max(1.0, hour.leaves_in_s)
        return 0.0

    def used_up(self, hours: Sequence[Hour]) -> Failure:
        """It is: no fault of anybody's, and over by itself."""
        used, day = round(used_bytes(hours) / MEGABYTE), round(self.day_bytes / MEGABYTE)
        if self.share == LIVE_SHARE:
            happened = f"{used:,} MB of today's download budget are used ({day:,} MB a day)"
        else:
            happened = f"{used:,} MB of today's download budget of {day:,} MB are used, the rest is for live mail"
        return Failure(FailureKind.QUOTA, happened, f"it goes on by itself; {OWN_WORD}", self.frees_in_s(hours))


def used_bytes(hours: Sequence[Hour]) -> int:
    """All of them."""
    return sum(hour.size_bytes for hour in hours)
