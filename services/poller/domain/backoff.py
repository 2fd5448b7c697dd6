"""How long to leave a failing server alone; a success proves nothing until it has lasted."""

from dataclasses import dataclass

from services.poller.domain.failures import FailureKind

FIRST_DELAY_S = {
    FailureKind.NETWORK: 2.0,
    FailureKind.PROTOCOL: 5.0,
    FailureKind.QUOTA: 60.0,
    FailureKind.AUTH: 60.0,
    FailureKind.TLS: 60.0,
}
LEAST_SURVIVAL_S = 30.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Failures in a row and when the last one was, in monotonic seconds."""

    failures: int = 0
    failed_at: float = 0.0
    delay_s: float = 0.0

    def failed(self, kind: FailureKind, now: float, jitter: float, longest_s: float, asked_s: float = 0.0) -> "Backoff":
        """After a failure: the delay doubles up to `longest_s`; `jitter` in 0..1 takes up to a quarter off it.

        A server that says how long it wants to be left alone (`asked_s`) is left alone for that, or a quarter longer.
        """
        full = min(FIRST_DELAY_S[kind] * 2**self.failures, longest_s) * (1 - jitter / 4)
        return Backoff(min(self.failures + 1, 16), now, asked_s * (1 + jitter / 4) if asked_s else full)

    def succeeded(self, now: float) -> "Backoff":
        """After a success: forgotten once things have gone well for twice the last delay, and at least 30 s."""
        survived_s = now - self.failed_at
        return Backoff() if survived_s >= max(LEAST_SURVIVAL_S, 2 * self.delay_s) else self

    def resumes_at(self) -> float:
        """When the next attempt is due; the past when nothing failed."""
        return self.failed_at + self.delay_s if self.failures else float("-inf")
