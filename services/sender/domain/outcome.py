"""What an attempt means for each recipient."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.sender.domain.reply import Reply
from services.sender.domain.retry import backoff_s
from services.sender.domain.states import RecipientState
from shared.events import SendKind
from shared.ids import SendId

LOST_ON_WIRE = "in doubt: the connection ended after the message was sent and before the server's last reply"
DROPPED = f"{LOST_ON_WIRE}; not sent again, because a missing automatic reply is better than a second one"
HELD = f"{LOST_ON_WIRE}; not sent again: ask the recipient, then request a new send if it is missing"
TOO_MANY_RECIPIENTS = 452
REPEATED = f"{LOST_ON_WIRE}; it is sent again with the same Message-ID"


class AttemptState(StrEnum):
    """How far an attempt came."""

    ON_WIRE = "on_wire"
    DONE = "done"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Change:
    """A recipient's new state and why."""

    address: str
    state: RecipientState
    reply_code: int | None = None
    enhanced_status: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written after (or, for `on_wire`, during) an attempt; `retry_s` counts when something is still due."""

    state: AttemptState
    changes: tuple[Change, ...]
    text: str
    retry_s: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether a server put somebody off by a reply; only that counts towards the last retry."""
        return any(
            change.state is not RecipientState.SENT and change.reply_code not in (None, TOO_MANY_RECIPIENTS)
            for change in self.changes
        )


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how soon."""

    max_retries: int
    base_s: float

    def delay_s(self, attempt: int, send_id: SendId) -> float:
        """Seconds until the next attempt."""
        return backoff_s(self.base_s, attempt, str(send_id))


def answered(address: str, reply: Reply, tries: int, policy: RetryPolicy) -> Change:
    """A recipient after a real reply: 2yz sent, 4yz deferred until the retries are used up, all else failed.

    `tries` counts the attempts that a server answered, this one included: a lost connection uses up none, nor do too
    many recipients at once (452, RFC 5321 §4.5.3.1.10), of whom the others go with the next attempt. A reply that is
    none of these (1yz, 3yz, 6yz) breaks the protocol: it counts as transient (RFC 5321 §4.3.2).
    """
    if reply.is_positive:
        return Change(address, RecipientState.SENT, reply.code, reply.enhanced_status, str(reply))
    if reply.is_permanent:
        return Change(address, RecipientState.FAILED, reply.code, reply.enhanced_status, str(reply))
    if tries > policy.max_retries and reply.code != TOO_MANY_RECIPIENTS:
        reason = f"given up after {tries} attempts: {reply}"
        return Change(address, RecipientState.FAILED, reply.code, reply.enhanced_status, reason)
    return Change(address, RecipientState.DEFERRED, reply.code, reply.enhanced_status, str(reply))


def after_replies(replies: Mapping[str, Reply], tries: int, policy: RetryPolicy, send_id: SendId) -> Outcome:
    """Every recipient got a real reply."""
    changes = tuple(answered(address, reply, tries, policy) for address, reply in replies.items())
    text = "; ".join(sorted({str(reply) for reply in replies.values()}))
    return Outcome(AttemptState.DONE, changes, text, policy.delay_s(tries, send_id))


def unsendable(addresses: Iterable[str], reason: str) -> Outcome:
    """There is nothing to send any more."""
    changes = tuple(Change(address, RecipientState.FAILED, reason=reason) for address in addresses)
    return Outcome(AttemptState.DONE, changes, reason)


def on_wire(accepted: Iterable[str]) -> Outcome:
    """DATA is about to start for `accepted`."""
    return Outcome(AttemptState.ON_WIRE, tuple(Change(address, RecipientState.SENDING) for address in accepted), "")


def with_refused(outcome: Outcome, refused: Mapping[str, Reply], tries: int, policy: RetryPolicy) -> Outcome:
    """What came of DATA for some, and the replies to RCPT that all others got before."""
    changes = tuple(answered(address, reply, tries, policy) for address, reply in refused.items())
    return replace(outcome, changes=changes + outcome.changes)


def after_fault(addresses: Iterable[str], text: str, attempt: int, policy: RetryPolicy, send_id: SendId) -> Outcome:
    """The connection ended before the message was on its way: only a real reply makes a failure permanent."""
    changes = tuple(Change(address, RecipientState.DEFERRED, reason=text) for address in addresses)
    return Outcome(AttemptState.DONE, changes, text, policy.delay_s(attempt, send_id))


def in_doubt(kind: SendKind, addresses: Iterable[str], attempt: int, policy: RetryPolicy, send_id: SendId) -> Outcome:
    """DATA was sent and no reply seen (RFC 1047); the written policy by kind: drop, repeat or hold."""
    repeats = kind is SendKind.FORWARD and attempt <= policy.max_retries
    if repeats:
        state, reason = RecipientState.DEFERRED, REPEATED
    elif kind is SendKind.REQUEST or kind is SendKind.FORWARD:
        state, reason = RecipientState.IN_DOUBT, HELD
    else:
        state, reason = RecipientState.IN_DOUBT, DROPPED
    changes = tuple(Change(address, state, reason=reason) for address in addresses)
    return Outcome(AttemptState.IN_DOUBT, changes, reason, policy.delay_s(attempt, send_id))
