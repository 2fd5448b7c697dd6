"""What the ledger holds: sends, the states they go through, and what an attempt changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.events import DeliveryState, SendKind
from shared.ids import AccountId, MailId, SendId

TOO_MANY_RECIPIENTS = 452


class RecipientState(StrEnum):
    """What is known about one recipient; all but the first two are told to others, by the same names."""

    WAITING = "waiting"
    SENDING = "sending"
    DEFERRED = DeliveryState.DEFERRED.value
    SENT = DeliveryState.SENT.value
    FAILED = DeliveryState.FAILED.value
    IN_DOUBT = DeliveryState.IN_DOUBT.value
    SUPPRESSED = DeliveryState.SUPPRESSED.value
    REJECTED = DeliveryState.REJECTED.value
    CANCELLED = DeliveryState.CANCELLED.value


class SendState(StrEnum):
    """What is known about the whole send, by the names of its recipients' states."""

    WAITING = RecipientState.WAITING.value
    SENDING = RecipientState.SENDING.value
    SENT = RecipientState.SENT.value
    FAILED = RecipientState.FAILED.value
    IN_DOUBT = RecipientState.IN_DOUBT.value
    SUPPRESSED = RecipientState.SUPPRESSED.value
    REJECTED = RecipientState.REJECTED.value
    CANCELLED = RecipientState.CANCELLED.value


class AttemptState(StrEnum):
    """How far an attempt came."""

    ON_WIRE = "on_wire"
    DONE = "done"
    IN_DOUBT = "in_doubt"


DUE = frozenset({RecipientState.WAITING, RecipientState.DEFERRED})
_WORST_FIRST = (
    (RecipientState.SENDING, SendState.SENDING),
    (RecipientState.WAITING, SendState.WAITING),
    (RecipientState.DEFERRED, SendState.WAITING),
    (RecipientState.IN_DOUBT, SendState.IN_DOUBT),
    (RecipientState.FAILED, SendState.FAILED),
    (RecipientState.CANCELLED, SendState.CANCELLED),
    (RecipientState.SENT, SendState.SENT),
    (RecipientState.SUPPRESSED, SendState.SUPPRESSED),
    (RecipientState.REJECTED, SendState.REJECTED),
)


def send_state(recipients: Iterable[RecipientState]) -> SendState:
    """Unfinished while any recipient is, then the worst of them; a send without recipients is rejected."""
    present = set(recipients)
    return next((state for recipient, state in _WORST_FIRST if recipient in present), SendState.REJECTED)


@dataclass(frozen=True, slots=True)
class LedgerSend:
    """A send as an attempt needs it.

    `attempt` is the number of the one that is due, or on the wire; `tries` counts those that a server answered, this
    one included. `age_s`: how long ago it was taken in; `asked_at`: when it was put on `outbound`. `is_suspect`: what a
    server says about the session at this send counts as said about it.
    """

    account_id: AccountId
    send_id: SendId
    kind: SendKind
    mail_id: MailId
    size_bytes: int
    attempt: int
    recipients: dict[str, RecipientState]
    tries: int
    age_s: float = 0.0
    asked_at: datetime | None = None
    traceparent: str | None = None
    is_suspect: bool = False
    raw: bytes | None = field(default=None, repr=False)

    @property
    def due(self) -> tuple[str, ...]:
        """The recipients that the attempt is for."""
        return tuple(address for address, state in self.recipients.items() if state in DUE)


@dataclass(frozen=True, slots=True)
class Change:
    """A recipient's new state and why; `uses_try`: it counts towards the last retry."""

    address: str
    state: RecipientState
    reply_code: int | None = None
    enhanced_status: str | None = None
    reason: str = ""
    uses_try: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written after (or, for `on_wire`, during) an attempt; `retry_s` counts when something is still due."""

    state: AttemptState
    changes: tuple[Change, ...]
    text: str
    retry_s: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether a server put somebody off by a reply about the message; only that counts towards the last retry."""
        return any(change.uses_try for change in self.changes)

    @property
    def is_taken(self) -> bool:
        """Whether the server took the message for somebody."""
        return any(change.state is RecipientState.SENT for change in self.changes)

    def state_of(self, send: LedgerSend) -> SendState:
        """What the send has come to."""
        return send_state({**send.recipients, **{change.address: change.state for change in self.changes}}.values())
