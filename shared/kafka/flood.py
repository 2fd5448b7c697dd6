"""When too much is set aside: a bad release stops its consumer, one bad account is quarantined alone."""

from collections import deque
from dataclasses import dataclass, field

from shared.errors import MailweaveError

WINDOW = 200
LEAST_ACCOUNTS = 3
MOST_PER_ACCOUNT = 50
MOST_ACCOUNTS = 10_000
HOUR_S = 3600.0


class FloodError(MailweaveError):
    """Too many records of several accounts fail: the fault is ours, not theirs."""


class QuarantineError(MailweaveError):
    """The record's account fails so often that its records are set aside unread."""

    def __init__(self, account: str) -> None:
        super().__init__(f"account {account} is quarantined after over {MOST_PER_ACCOUNT} dead letters in an hour")


@dataclass
class FloodGuard:
    """Counts what one consumer handles and sets aside; quarantined records do not count towards a flood."""

    _last: deque[tuple[str, bool]] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _aside: int = 0
    _by_account: dict[str, deque[float]] = field(default_factory=dict)
    _quarantined_until: dict[str, float] = field(default_factory=dict)

    def handled(self, account: str) -> None:
        """One more record of the account was handled."""
        self._append(account, is_aside=False)

    def refuse_flood(self, account: str) -> None:
        """Raises FloodError when setting one more record of this account aside would be a flood."""
        if self._aside < WINDOW // 2:
            return
        accounts = {account} | {each for each, is_aside in self._last if is_aside}
        if len(accounts) >= LEAST_ACCOUNTS:
            raise FloodError(
                f"over half of the last {WINDOW} records, of {len(accounts)} accounts, cannot be handled: correct or "
                "roll back this release, then start it again; nothing more is set aside, nothing is lost"
            )

    def set_aside(self, account: str, now: float) -> None:
        """One more record of the account was set aside, at this monotonic time."""
        self._append(account, is_aside=True)
        times = self._by_account.pop(account, None) or deque(maxlen=MOST_PER_ACCOUNT + 1)
        times.append(now)
        self._by_account[account] = times  # the last one: the first are the longest untouched
        if times[0] >= now - HOUR_S and len(times) > MOST_PER_ACCOUNT:
            self._quarantined_until.pop(account, None)
            self._quarantined_until[account] = now + HOUR_S
        self._forget(now)

    def is_quarantined(self, account: str, now: float) -> bool:
        """Whether the account had over 50 dead letters within an hour, less than an hour ago."""
        return self._quarantined_until.get(account, now) > now

    def _forget(self, now: float) -> None:
        while len(self._by_account) > MOST_ACCOUNTS or next(iter(self._by_account.values()))[-1] < now - HOUR_S:
            del self._by_account[next(iter(self._by_account))]
        while self._quarantined_until and next(iter(self._quarantined_until.values())) <= now:
            del self._quarantined_until[next(iter(self._quarantined_until))]

    def _append(self, account: str, *, is_aside: bool) -> None:
        if len(self._last) == WINDOW:
            self._aside -= self._last[0][1]
        self._last.append((account, is_aside))
        self._aside += is_aside
