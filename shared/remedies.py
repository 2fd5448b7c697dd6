"""What a failed delivery asks for: by its reason, whoever was at fault, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.events import Reason

HOUR_S = 3600
DAY_S = 24 * HOUR_S


class Remedy(StrEnum):
    """Write to the address no more; leave it alone for a while; send again; mend what we send or how; nothing."""

    SUPPRESS = "suppress"
    PAUSE = "pause"
    RETRY = "retry"
    CORRECT = "correct"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, and after how many seconds the address may be tried again; None: not before somebody says so."""

    remedy: Remedy
    after_s: int | None = 0


_NEVER = Advice(Remedy.SUPPRESS, None)
_CORRECT = Advice(Remedy.CORRECT)
_LATER = Advice(Remedy.RETRY, HOUR_S)
_NOTHING = Advice(Remedy.NONE)
ADVICE: Mapping[Reason, Advice] = {
    Reason.USERUNKNOWN: _NEVER,
    Reason.HOSTUNKNOWN: _NEVER,
    Reason.HASMOVED: _NEVER,
    Reason.FEEDBACK: _NEVER,
    Reason.SUSPEND: Advice(Remedy.PAUSE, 30 * DAY_S),
    Reason.MAILBOXFULL: Advice(Remedy.PAUSE, 7 * DAY_S),
    Reason.NOTACCEPT: Advice(Remedy.PAUSE, 7 * DAY_S),
    Reason.FILTERED: Advice(Remedy.PAUSE, 7 * DAY_S),
    Reason.EXPIRED: Advice(Remedy.RETRY, DAY_S),
    Reason.NETWORKERROR: _LATER,
    Reason.MAILERERROR: Advice(Remedy.RETRY, DAY_S),
    Reason.SYSTEMERROR: _LATER,
    Reason.SYSTEMFULL: Advice(Remedy.RETRY, DAY_S),
    Reason.TOOMANYCONN: _LATER,
    Reason.SPEEDING: _LATER,
    Reason.AUTHFAILURE: _CORRECT,
    Reason.BADREPUTATION: _CORRECT,
    Reason.BLOCKED: _CORRECT,
    Reason.CONTENTERROR: _CORRECT,
    Reason.EXCEEDLIMIT: _CORRECT,
    Reason.FAILEDSTARTTLS: _CORRECT,
    Reason.MESGTOOBIG: _CORRECT,
    Reason.NORELAYING: _CORRECT,
    Reason.NOTCOMPLIANTRFC: _CORRECT,
    Reason.POLICYVIOLATION: _CORRECT,
    Reason.REJECTED: _CORRECT,
    Reason.REQUIREPTR: _CORRECT,
    Reason.SECURITYERROR: _CORRECT,
    Reason.SPAMDETECTED: _CORRECT,
    Reason.SYNTAXERROR: _CORRECT,
    Reason.VIRUSDETECTED: _CORRECT,
    Reason.DELIVERED: _NOTHING,
    Reason.ONHOLD: _NOTHING,
    Reason.UNDEFINED: _NOTHING,
    Reason.VACATION: _NOTHING,
}
