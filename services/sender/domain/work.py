"""What there is to do for an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """Of an account with something due, unfinished or unpublished: what has to be done before that.

    `has_ended`: something waits, though the account was deleted or only observes. `has_expired`: something waits whose
    time is over. `is_corrected`: its sends wait for a
    server of the account as it was before somebody changed it.
    """

    has_ended: bool = False
    has_expired: bool = False
    is_corrected: bool = False
