"""The loop guard's second half: may this automatic mail be sent now? The first half is the rules' (DESIGN §8)."""

from dataclasses import dataclass

from shared.events import SendKind

CANARY_WITHIN_S = 300.0
"""Of those that have waited in Kafka for a sender, none but the latest."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many automatic replies are allowed, and how late."""

    per_recipient_hour: int
    per_thread: int
    max_age_s: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What the ledger holds about one recipient; automatic replies that were suppressed are not in it."""

    is_answered: bool
    replies_to_recipient_in_hour: int
    replies_in_thread: int


def suppressed_because(kind: SendKind, age_s: float | None, counts: Counts, caps: Caps) -> str | None:
    """Why not, in one sentence; None means that it may be sent. Requests by people and programs always may.

    `age_s` is how long ago it was asked for: a record may have waited in Kafka or with the dead letters.
    """
    if not kind.is_automatic:
        return None
    if age_s is None:
        return "suppressed: automatic mail needs `requested_at`, which says how old it is"
    if age_s > caps.max_age_s:
        return (
            f"suppressed: it was asked for {age_s:.0f} s ago, which is too late "
            f"(EMAIL_AUTO_REPLY_MAX_AGE_S={caps.max_age_s:.0f})"
        )
    if kind is SendKind.CANARY:
        if age_s <= CANARY_WITHIN_S:
            return None
        return f"suppressed: this canary was asked for {age_s:.0f} s ago; a later one says more"
    if counts.is_answered:
        return "suppressed: this message already had an automatic mail to this recipient"
    if kind is not SendKind.AUTO_REPLY:
        return None
    if counts.replies_to_recipient_in_hour >= caps.per_recipient_hour:
        return (
            f"suppressed: {counts.replies_to_recipient_in_hour} automatic replies to this recipient in one hour "
            f"(EMAIL_AUTO_REPLY_PER_RECIPIENT_HOUR={caps.per_recipient_hour})"
        )
    if counts.replies_in_thread >= caps.per_thread:
        return (
            f"suppressed: {counts.replies_in_thread} automatic replies in this thread "
            f"(EMAIL_AUTO_REPLY_PER_THREAD={caps.per_thread})"
        )
    return None
