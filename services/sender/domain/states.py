"""The states of a send and of each of its recipients."""

from collections.abc import Iterable
from enum import StrEnum


class RecipientState(StrEnum):
    """What is known about one recipient."""

    WAITING = "waiting"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"


class SendState(StrEnum):
    """What is known about the whole send."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"


DUE = frozenset({RecipientState.WAITING, RecipientState.DEFERRED})
_WORST_FIRST = (
    (RecipientState.SENDING, SendState.SENDING),
    (RecipientState.WAITING, SendState.WAITING),
    (RecipientState.DEFERRED, SendState.WAITING),
    (RecipientState.IN_DOUBT, SendState.IN_DOUBT),
    (RecipientState.FAILED, SendState.FAILED),
    (RecipientState.SENT, SendState.SENT),
    (RecipientState.SUPPRESSED, SendState.SUPPRESSED),
    (RecipientState.REJECTED, SendState.REJECTED),
)


def send_state(recipients: Iterable[RecipientState]) -> SendState:
    """Unfinished while any recipient is, then the worst of them; a send without recipients is rejected."""
    present = set(recipients)
    return next((state for recipient, state in _WORST_FIRST if recipient in present), SendState.REJECTED)
