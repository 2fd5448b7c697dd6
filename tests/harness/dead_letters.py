"""Records that a run has set aside, as a test sees them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeadLetterSeen:
    """A record set aside: where it lay, the digest of its key and value, and the place it came from."""

    topic: str
    digest: bytes
    origin: str


def planted_letters(found: Collection[DeadLetterSeen]) -> Counter[tuple[str, bytes]]:
    """Dead letters by what they hold; one that was set aside twice counts once, by where it came from."""
    once = {(each.topic, each.origin): each.digest for each in found}
    return Counter((topic, digest) for (topic, _), digest in once.items())
