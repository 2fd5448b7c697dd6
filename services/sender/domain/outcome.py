"""What an attempt at a send means for each recipient."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from services.sender.domain.ledger import (
    TOO_MANY_RECIPIENTS,
    AttemptState,
    Change,
    LedgerSend,
    Outcome,
    RecipientState,
)
from services.sender.domain.reply import Reply
from services.sender.domain.retry import RetryPolicy
from shared.events import SendKind

LOST_ON_WIRE = "in doubt: the connection ended after the message was sent and before the server's last reply"
DROPPED = f"{LOST_ON_WIRE}; not sent again, because a missing automatic reply is better than a second one"
HELD = f"{LOST_ON_WIRE}; not sent again: ask the recipient, then request a new send if it is missing"
REPEATED = f"{LOST_ON_WIRE}; it is sent again with the same Message-ID"


def answered(send: LedgerSend, address: str, reply: Reply, policy: RetryPolicy) -> Change:
    """A recipient after a real reply: 2yz sent, 4yz deferred until the retries are used up, all else failed.

    A lost connection uses up none, nor do too many recipients at once (452, RFC 5321 §4.5.3.1.10), of whom the others
    go with the next attempt. A reply that is none of these (1yz, 3yz, 6yz) breaks the protocol: it counts as transient
    (RFC 5321 §4.3.2).
    """
    if reply.is_positive:
        return Change(address, RecipientState.SENT, reply.code, reply.enhanced_status, str(reply))
    if reply.is_permanent:
        return Change(address, RecipientState.FAILED, reply.code, reply.enhanced_status, str(reply))
    if send.tries > policy.max_retries and reply.code != TOO_MANY_RECIPIENTS:
        reason = f"given up after {send.tries} attempts: {reply}"
        return Change(address, RecipientState.FAILED, reply.code, reply.enhanced_status, reason)
    return Change(address, RecipientState.DEFERRED, reply.code, reply.enhanced_status, str(reply))


def after_replies(send: LedgerSend, replies: Mapping[str, Reply], policy: RetryPolicy) -> Outcome:
    """Every recipient got a real reply."""
    changes = tuple(answered(send, address, reply, policy) for address, reply in replies.items())
    text = "; ".join(sorted({str(reply) for reply in replies.values()}))
    return Outcome(AttemptState.DONE, changes, text, policy.delay_s(send.tries, send.send_id))


def unsendable(send: LedgerSend, reason: str) -> Outcome:
    """There is nothing to send any more."""
    changes = tuple(Change(address, RecipientState.FAILED, reason=reason) for address in send.due)
    return Outcome(AttemptState.DONE, changes, reason)


def on_wire(accepted: Iterable[str]) -> Outcome:
    """DATA is about to start for `accepted`."""
    return Outcome(AttemptState.ON_WIRE, tuple(Change(address, RecipientState.SENDING) for address in accepted), "")


def with_refused(send: LedgerSend, outcome: Outcome, refused: Mapping[str, Reply], policy: RetryPolicy) -> Outcome:
    """What came of DATA for some, and the replies to RCPT that all others got before."""
    if not refused:
        return outcome
    changes = tuple(answered(send, address, reply, policy) for address, reply in refused.items())
    return replace(outcome, changes=changes + outcome.changes)


def after_fault(send: LedgerSend, addresses: Iterable[str], text: str, policy: RetryPolicy) -> Outcome:
    """The connection ended before the message was on its way: only a real reply makes a failure permanent."""
    changes = tuple(Change(address, RecipientState.DEFERRED, reason=text) for address in addresses)
    return Outcome(AttemptState.DONE, changes, text, policy.delay_s(send.attempt, send.send_id))


def in_doubt(send: LedgerSend, addresses: Iterable[str], policy: RetryPolicy) -> Outcome:
    """DATA was sent and no reply seen (RFC 1047); the written policy by kind: drop, repeat or hold."""
    repeats = send.kind is SendKind.FORWARD and send.attempt <= policy.max_retries
    if repeats:
        state, reason = RecipientState.DEFERRED, REPEATED
    elif send.kind is SendKind.REQUEST or send.kind is SendKind.FORWARD:
        state, reason = RecipientState.IN_DOUBT, HELD
    else:
        state, reason = RecipientState.IN_DOUBT, DROPPED
    changes = tuple(Change(address, state, reason=reason) for address in addresses)
    return Outcome(AttemptState.IN_DOUBT, changes, reason, policy.delay_s(send.attempt, send.send_id))
