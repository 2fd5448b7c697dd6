"""When a message that could not be had is asked for again, and when a gap is at its end. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.poller.domain.copies import GapReason

NEVER_AGAIN = frozenset({GapReason.TOO_BIG, GapReason.ERASED, GapReason.CANARY})
"""What no further attempt can change: a limit of ours, somebody's wish, and what was read and is no mail."""
Jitter = Callable[[], float]
GROWTH = 4.0
LONGEST_S = 86_400.0
MOST_ATTEMPTS = 20


class GapEnd(StrEnum):
    """How a gap ended: read after all, shown not to be there, in a folder whose uids began anew, erased by request.

    `canary`: what was read is a mail of Mailweave's own.
    """

    READ = "read"
    GONE = "gone"
    RENUMBERED = "renumbered"
    ERASED = "erased"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that is due; `was_absent`: the server has shown once that it has no such message."""

    folder: str
    uidvalidity: int
    uid: int
    reason: GapReason
    attempts: int
    was_absent: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that did not get the message; `is_absent`: the server has none. `next_try_s` None: it was the last."""

    reason: GapReason
    detail: str
    size_bytes: int
    is_absent: bool
    next_try_s: float | None


def first_try_s(reason: GapReason, first_s: float) -> float | None:
    """Seconds from a gap to the first attempt; None when there is none."""
    return None if reason in NEVER_AGAIN else first_s


def next_try_s(attempts: int, first_s: float, jitter: float) -> float | None:
    """Seconds from the failed attempt with this number to the next one: four times as long, up to a day; then None.

    `jitter` in 0..1 takes up to a quarter off it. With 60 s it is after minutes, hours, then daily for two weeks.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(first_s * GROWTH**attempts, LONGEST_S) * (1 - jitter / 4)


def not_had(
    gap: OpenGap, reason: GapReason, detail: str, *, first_s: float, jitter: float, size_bytes: int = 0
) -> Attempt:
    """After the server did not give the message that it lists."""
    delay_s = None if reason in NEVER_AGAIN else next_try_s(gap.attempts + 1, first_s, jitter)
    return Attempt(reason, detail, size_bytes, False, delay_s)


def absent(gap: OpenGap, *, may_exist: bool, first_s: float, jitter: float) -> Attempt | GapEnd:
    """After the server did not list the message: gone at the second time, unless it counts or finds it all the same."""
    next_s = next_try_s(gap.attempts + 1, first_s, jitter)
    if may_exist:
        return Attempt(GapReason.NOT_SHOWN, "the server counts or finds it and does not list it", 0, False, next_s)
    return GapEnd.GONE if gap.was_absent else Attempt(gap.reason, "the server does not list it", 0, True, next_s)
