"""How densely mail comes, and so until when a server is asked for more of it rather than waited for.

A server may keep news back for a while in IDLE (RFC 2177 sets no time; Dovecot 2.3 gathers for 0.5 s). A lone message
may wait as long; in a stream every message would.
"""

from dataclasses import dataclass

STREAM_WITHIN_S = 1.0
ASKED_FOR_S = 0.5
ASK_EACH_S = 0.05
EXAMINES_A_REST = 5
"""A rest is at least so many times as long as the server took to examine the folder."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When mail came last, and until when to ask; moments of the loop's clock."""

    came_at: float = float("-inf")
    asks_until: float = float("-inf")

    def came(self, now: float) -> "Pace":
        """Mail has come; twice within STREAM_WITHIN_S is a stream."""
        is_stream = now - self.came_at < STREAM_WITHIN_S
        return Pace(now, now + ASKED_FOR_S if is_stream else float("-inf"))


def ask_after_s(examined_s: float) -> float:
    """How long to wait before asking: news make the folder be examined anew, which a large one must not be at once."""
    return max(ASK_EACH_S, EXAMINES_A_REST * examined_s)
