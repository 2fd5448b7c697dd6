"""The faults that every edge of Mailweave must outlive."""

from tests.fakes.faults import BlackHole, Cut, Delay, Direction, Fault, HalfClose, RateLimit, ResetAfter, Strike
from tests.harness.wait import eventually

FAULTS: dict[str, Fault] = {
    "delay": Delay(0.05),
    "rate limit": RateLimit(20_000),
    "black hole": BlackHole(),
    "cut": Cut(),
    "reset after 150 bytes": ResetAfter(150),
    "half-close to the client": HalfClose(Direction.TO_CLIENT),
    "half-close to the server": HalfClose(Direction.TO_SERVER),
}


async def until_hit(strike: Strike, times: int = 3) -> None:
    """A fault that hit nothing proves nothing."""
    await eventually(lambda: strike.hits >= times, deadline_s=30, what=f"{times} hits of {strike.fault}")
