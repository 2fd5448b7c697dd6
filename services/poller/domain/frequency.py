"""How often an account is polled: more often while polls fill their limit, less often while nothing comes. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

SLOWEST = 4
"""An account without a value of its own is polled so many times less often at most."""
LEAST_S = 15.0
SPREAD = 0.1
"""So much of an interval is taken off by chance, so that accounts that began together do not stay together."""


class Found(StrEnum):
    """What a poll has found: its limit of messages and maybe more, some, or nothing."""

    FULL = "full"
    SOME = "some"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Frequency:
    """`base_s` is what is configured; the account's own value (`is_own`) is never exceeded.

    `is_first`: it has not rested yet.
    """

    base_s: float
    is_own: bool
    interval_s: float
    is_first: bool = True

    @classmethod
    def begin(cls, base_s: float, *, is_own: bool) -> "Frequency":
        """As it is configured."""
        return cls(base_s, is_own, base_s)

    @property
    def slowest_s(self) -> float:
        """The longest interval."""
        return self.base_s if self.is_own else SLOWEST * self.base_s

    def after(self, found: Found, *, is_pushed: bool) -> "Frequency":
        """After a poll that went well. A server that tells what comes (`is_pushed`) is polled as it is configured."""
        return replace(self, interval_s=self.base_s if is_pushed else self._interval_s(found))

    def rest_s(self, jitter: float) -> float:
        """Until the next poll; `jitter` in 0..1. The first time anywhere in the interval: it spreads those that were
        started together over all of it."""
        return self.interval_s * (1 - jitter * (1 if self.is_first else SPREAD))

    def rested(self) -> "Frequency":
        """Once it has rested for the first time."""
        return replace(self, is_first=False)

    def _interval_s(self, found: Found) -> float:
        if found is Found.FULL:
            return max(self.interval_s / 2, min(self.base_s, LEAST_S))
        if found is Found.SOME:
            return min(self.interval_s, self.base_s)
        return min(self.interval_s * 2, self.slowest_s)
