"""Guessing tokens is slow: from one address only so many wrong ones count within a minute."""

from collections import deque

MOST = 10
WITHIN_S = 60.0
MOST_ADDRESSES = 10_000


class Attempts:
    """Wrong logins by address; the addresses that were wrong longest ago are forgotten first."""

    def __init__(self) -> None:
        self._failed_at: dict[str, deque[float]] = {}

    def wait_s(self, address: str, now: float) -> float:
        """How long this address has to wait before its next attempt is looked at; 0 = it need not."""
        failed_at = self._failed_at.get(address)
        if failed_at is None or len(failed_at) < MOST:
            return 0.0
        return max(0.0, failed_at[0] + WITHIN_S - now)

    def failed(self, address: str, now: float) -> None:
        """One more wrong login."""
        failed_at = self._failed_at.pop(address, deque(maxlen=MOST))
        failed_at.append(now)
        self._failed_at[address] = failed_at
        if len(self._failed_at) > MOST_ADDRESSES:
            del self._failed_at[next(iter(self._failed_at))]
