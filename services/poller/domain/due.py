"""When an account is polled next: by its frequency, at once while it has more, after a rest when something failed."""

from dataclasses import dataclass, field, replace

from services.poller.domain.backoff import Backoff
from services.poller.domain.failures import FailureKind

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Due:
    """`at` in monotonic seconds; an account that is not polled by itself (`is_automatic`) is never due."""

    at: float
    frequency_s: float
    is_automatic: bool
    backoff: Backoff = field(default_factory=Backoff)
    had_failure: bool = False
    has_more: bool = False

    @classmethod
    def first(cls, now: float, frequency_s: float, *, is_automatic: bool) -> "Due":
        """At the start."""
        return cls(now if is_automatic else NEVER, frequency_s, is_automatic)

    def in_s(self, now: float, seconds: float = 0.0) -> "Due":
        """Due then, whatever was planned."""
        return replace(self, at=now + seconds) if self.is_automatic else self

    def succeeded(self, now: float, *, has_more: bool) -> "Due":
        """After a poll that went well; `has_more` when its limit left something on the server."""
        well = replace(self, backoff=self.backoff.succeeded(now), had_failure=False, has_more=has_more)
        return well.in_s(now, 0.0 if has_more else self.frequency_s)

    def failed(self, kind: FailureKind, now: float, jitter: float, longest_s: float, asked_s: float = 0.0) -> "Due":
        """After a failure: the account is left alone, as `Backoff.failed` says."""
        backoff = self.backoff.failed(kind, now, jitter, longest_s, asked_s)
        return replace(self, backoff=backoff, had_failure=True).in_s(backoff.resumes_at())

    def refused(self, now: float, for_s: float) -> "Due":
        """A login that was refused before this process began is left alone for so long yet."""
        return replace(self, backoff=Backoff(1, now, for_s)).in_s(now, for_s)

    def is_resting(self, now: float) -> bool:
        """Whether it is left alone after a failure."""
        return now < self.backoff.resumes_at()

    def next_at(self, renew_at: float) -> float:
        """When to poll: when it is due, or its open connection has to be renewed, and not before its rest is over."""
        return max(min(self.at, renew_at), self.backoff.resumes_at())
