"""How many sessions a server lets an account have: what it has shown, fewer at once and more slowly."""

from dataclasses import dataclass, replace

FIRST_PROOF = 32
LONGEST_PROOF = 1024


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `most`, now `allowed`; one more after `needed` sends in a row without a refusal, `proven` of which are.

    Each refusal doubles what the next attempt at one more needs, so that a lasting limit is seldom run into.
    """

    most: int
    allowed: int
    needed: int = FIRST_PROOF
    proven: int = 0

    def refused(self, others: int) -> "Allowance":
        """A session was refused while `others` were at work: as many as those, one at least."""
        allowed = max(1, min(self.allowed, others))
        return replace(self, allowed=allowed, needed=min(self.needed * 2, LONGEST_PROOF), proven=0)

    def sent(self) -> "Allowance":
        """The server took a message."""
        if self.allowed >= self.most:
            return self
        if self.proven + 1 < self.needed:
            return replace(self, proven=self.proven + 1)
        return replace(self, allowed=self.allowed + 1, proven=0)


def full(most: int) -> Allowance:
    """Of a server that has refused nothing yet."""
    return Allowance(most, most)
