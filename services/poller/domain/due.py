"""When an account is polled next: by its frequency, at once while it has more, after a rest when something failed."""

from dataclasses import dataclass, field, replace

from services.poller.domain.backoff import Backoff
from services.poller.domain.failures import FailureKind
from services.poller.domain.frequency import Found, Frequency

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class NextPoll:
    """As it is shown to people; `in_s` None: it is polled when somebody asks for it."""

    in_s: float | None
    interval_s: float
    is_pushed: bool


@dataclass(frozen=True, slots=True)
class Due:
    """`at` in monotonic seconds; an account that is not polled by itself (`is_automatic`) is never due.

    `waits_until`: nothing may be fetched before; what is asked for on its server is done. `has_brought`: messages came
    since the last failure.
    """

    at: float
    frequency: Frequency
    is_automatic: bool
    backoff: Backoff = field(default_factory=Backoff)
    had_failure: bool = False
    has_more: bool = False
    waits_until: float = -NEVER
    has_brought: bool = False

    @classmethod
    def first(cls, now: float, frequency: Frequency, *, is_automatic: bool) -> "Due":
        """At the start."""
        return cls(now if is_automatic else NEVER, frequency, is_automatic)

    def in_s(self, now: float, seconds: float = 0.0) -> "Due":
        """Due then, whatever was planned."""
        return replace(self, at=now + seconds) if self.is_automatic else self

    def succeeded(self, now: float, found: Found, jitter: float, *, has_more: bool, is_pushed: bool = False) -> "Due":
        """After a poll that went well; `has_more` when its limit left something on the server."""
        backoff, frequency = self.backoff.succeeded(now), self.frequency.after(found, is_pushed=is_pushed)
        well = replace(self, backoff=backoff, frequency=frequency, had_failure=False, has_more=has_more)
        if has_more:
            return well.in_s(now)
        return replace(well, frequency=frequency.rested()).in_s(now, frequency.rest_s(jitter))

    def failed(self, kind: FailureKind, now: float, jitter: float, longest_s: float, asked_s: float = 0.0) -> "Due":
        """After a failure: the account is left alone, as `Backoff.failed` says.

        A connection that broke after messages had come is the first failure in a row: or a server that cuts each
        connection after a while would be left alone for longer each time.
        """
        had_worked = self.has_brought and kind is FailureKind.NETWORK
        backoff = (Backoff() if had_worked else self.backoff).failed(kind, now, jitter, longest_s, asked_s)
        failed = replace(self, backoff=backoff, had_failure=True, has_brought=False)
        return failed.in_s(backoff.resumes_at())

    def brought(self, messages: int) -> "Due":
        """So many messages came, whatever became of their poll."""
        return replace(self, has_brought=self.has_brought or messages > 0)

    def refused(self, now: float, for_s: float) -> "Due":
        """A login that was refused before this process began is left alone for so long yet."""
        return replace(self, backoff=Backoff(1, now, for_s)).in_s(now, for_s)

    def waits(self, now: float, for_s: float) -> "Due":
        """After a poll that may fetch no more for so long: no failure, and there is more."""
        backoff = self.backoff.succeeded(now)
        well = replace(self, backoff=backoff, had_failure=False, has_more=True, waits_until=now + for_s)
        return well.in_s(now, for_s)

    def is_left_alone(self, now: float) -> bool:
        """Whether it is, after a failure."""
        return now < self.backoff.resumes_at()

    def is_resting(self, now: float) -> bool:
        """Whether it is not polled: left alone after a failure, or nothing may be fetched."""
        return now < max(self.backoff.resumes_at(), self.waits_until)

    def next_at(self, renew_at: float) -> float:
        """When to poll: when it is due, or its open connection has to be renewed, and not before its rest is over."""
        return max(min(self.at, renew_at), self.backoff.resumes_at(), self.waits_until)

    def next_poll(self, now: float, *, is_pushed: bool) -> NextPoll:
        """What is planned."""
        at = self.next_at(NEVER)
        return NextPoll(max(0.0, at - now) if at < NEVER else None, self.frequency.interval_s, is_pushed)
