"""What a fault proxy can do to the connections that pass through it; each fault counts what it hit."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class Direction(StrEnum):
    """Which half of a connection."""

    TO_SERVER = "to server"
    TO_CLIENT = "to client"


@dataclass(frozen=True, slots=True)
class Delay:
    """Each piece of data waits this long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Each direction of each connection carries no more than this."""

    bytes_per_s: int


@dataclass(frozen=True, slots=True)
class BlackHole:
    """Nothing comes through, no close and no reset either; it comes late, like retransmitted packets, at the end."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Every connection is reset, and each new one as soon as it is made."""


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """A connection is reset once it has carried so many bytes, both directions together, since the strike."""

    size_bytes: int


@dataclass(frozen=True, slots=True)
class HalfClose:
    """One direction ends as if its sender had nothing more to say, what he says is lost; the other one goes on.

    A connection that is open ends at once, a new one before the first byte in that direction.
    """

    direction: Direction


Fault = Delay | RateLimit | BlackHole | Cut | ResetAfter | HalfClose


@dataclass(eq=False)
class Strike:
    """One fault at work. `hits` counts the pieces of data or connections that it changed; 0: it did nothing."""

    fault: Fault
    hits: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def hit(self) -> None:
        """It changed something."""
        self.hits += 1

    async def hold(self, seconds: float | None = None) -> None:
        """Wait for its end, for at most `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        except TimeoutError:
            return
