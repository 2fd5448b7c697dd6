"""Which dead letters of a partition were put back: all below an offset, and single ones beyond it.

Kept in Kafka itself: the committed offset, and its metadata as `12 15-17`.
"""

from dataclasses import dataclass

LONGEST_METADATA = 4096


@dataclass(frozen=True, slots=True)
class Redriven:
    """Offsets that need no redrive any more."""

    below: int = 0
    beyond: frozenset[int] = frozenset()

    def __contains__(self, offset: int) -> bool:
        """Whether this one was put back."""
        return offset < self.below or offset in self.beyond

    def with_offset(self, offset: int) -> "Redriven":
        """The same, with this one put back too."""
        beyond = {*self.beyond, offset}
        below = self.below
        while below in beyond:
            beyond.remove(below)
            below += 1
        return Redriven(below, frozenset(found for found in beyond if found >= below))

    def metadata(self) -> str:
        """The single ones as text."""
        return " ".join(_range(first, last) for first, last in _ranges(sorted(self.beyond)))


def decode(below: int, metadata: str) -> Redriven:
    """What `metadata()` wrote; text of somebody else counts as none."""
    beyond: set[int] = set()
    for word in metadata.split():
        first, _, last = word.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            beyond.update(range(int(first), int(last or first) + 1))
    return Redriven(below, frozenset(beyond))


def _ranges(offsets: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for offset in offsets:
        if found and found[-1][1] == offset - 1:
            found[-1] = (found[-1][0], offset)
        else:
            found.append((offset, offset))
    return found


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
