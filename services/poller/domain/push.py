"""Whether a server's IDLE (RFC 2177) is worth having: one that always cuts it is polled for a while instead."""

from dataclasses import dataclass

EARLY_S = 60.0
EARLY_CUTS_UNTIL_POLLED = 3
POLLED_FOR_S = 3600.0
FIRST_DELAY_S = 2.0


@dataclass(frozen=True, slots=True)
class Push:
    """How often in a row IDLE was cut early, and until when nobody asks for it; moments in monotonic seconds."""

    early_cuts: int = 0
    polled_until: float = float("-inf")

    def is_wanted(self, now: float) -> bool:
        """Whether to wait by IDLE."""
        return now >= self.polled_until

    def held(self, lasted_s: float, *, has_news: bool) -> "Push":
        """It ended as it should: with news, on request, or because it was long enough."""
        return Push() if has_news or lasted_s >= EARLY_S else self

    def cut(self, now: float, lasted_s: float) -> "Push":
        """The connection ended meanwhile, which servers do after some idle minutes and networks whenever they like."""
        if lasted_s >= EARLY_S:
            return Push()
        cuts = min(self.early_cuts + 1, EARLY_CUTS_UNTIL_POLLED)
        return Push(cuts, now + POLLED_FOR_S if cuts == EARLY_CUTS_UNTIL_POLLED else self.polled_until)

    def refused(self, now: float) -> "Push":
        """The server offers IDLE and does not let this account have it."""
        return Push(EARLY_CUTS_UNTIL_POLLED, now + POLLED_FOR_S)

    def delay_s(self, jitter: float) -> float:
        """How soon to connect again after a cut; `jitter` in 0..1 takes up to half off it."""
        return FIRST_DELAY_S * max(1, self.early_cuts) * (1 - jitter / 2)
