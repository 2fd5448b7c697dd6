"""When a send that a server deferred is tried again."""

from dataclasses import dataclass
from hashlib import sha256
from math import inf

from shared.ids import SendId

STEP = 8.0
LONGEST_STEP = 3
JITTER = 0.2
DAY_S = 86_400.0


def backoff_s(base_s: float, attempt: int, seed: str) -> float:
    """Seconds after failed attempt 1, 2, 3…: 1, 8, 64 times the base, then 64 times; up to 20 % more by `seed`.

    The spread comes from a hash, so that a thousand sends deferred together do not return together, and a test can
    foresee it.
    """
    step = min(max(attempt, 1), LONGEST_STEP)
    spread = int.from_bytes(sha256(f"{seed}/{attempt}".encode()).digest()[:4]) / 2**32
    return base_s * float(STEP ** (step - 1)) * (1 + JITTER * spread)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, how soon, and how long after its request a send ends that nothing else has ended."""

    max_retries: int
    base_s: float
    give_up_s: float = inf

    def delay_s(self, attempt: int, send_id: SendId) -> float:
        """Seconds until the next attempt."""
        return backoff_s(self.base_s, attempt, str(send_id))
