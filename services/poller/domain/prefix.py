"""The contiguous acknowledged prefix (DESIGN §3): a cursor never passes a copy that is not settled."""

from collections.abc import Collection, Sequence


def settled_prefix(uids: Sequence[int], settled: Collection[int], end: int) -> int | None:
    """The last uid up to which everything is settled, or None when not even the first one is.

    `uids` are all that exist up to `end`, ascending; when all are settled, the uids between the last one and `end`
    do not exist and are passed too.
    """
    last = None
    for uid in uids:
        if uid not in settled:
            return last
        last = uid
    return end
