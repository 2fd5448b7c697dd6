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
from services.sender.domain.retry import DAY_S, RetryPolicy
from services.sender.domain.session_reply import is_about_session
from shared.events import SendKind

LOST_ON_WIRE = "in doubt: the connection ended after the message was sent and before the server's last reply"
DROPPED = f"{LOST_ON_WIRE}; not sent again, because a missing automatic reply is better than a second one"
HELD = f"{LOST_ON_WIRE}; not sent again: ask the recipient, then request a new send if it is missing"
ONCE = "a canary is tried once"
REPEATED = f"{LOST_ON_WIRE}; it is sent again with the same Message-ID"


def answered(send: LedgerSend, address: str, reply: Reply, policy: RetryPolicy) -> Change:
    """A recipient after a real reply: 2yz sent, 4yz deferred until the retries are used up, all else failed.

    A lost connection uses up none, nor does a reply about the session, nor do too many recipients at once (452, RFC
    5321 §4.5.3.1.10), of whom the others go with the next attempt: these end by the send's age alone. A reply that is
    none of these (1yz, 3yz, 6yz) breaks the protocol: it counts as transient (§4.3.2).
    """
    enhanced = reply.enhanced_status
    if reply.is_positive:
        return Change(address, RecipientState.SENT, reply.code, enhanced, str(reply))
    if reply.is_permanent:
        return Change(address, RecipientState.FAILED, reply.code, enhanced, str(reply), uses_try=True)
    if send.kind is SendKind.CANARY:
        return Change(address, RecipientState.FAILED, reply.code, enhanced, f"{ONCE}: {reply}", uses_try=True)
    uses_try = reply.code != TOO_MANY_RECIPIENTS and (send.is_suspect or not is_about_session(reply))
    if uses_try and send.tries > policy.max_retries:
        reason = f"given up after {send.tries} attempts: {reply}"
    elif not uses_try and is_too_old(send, policy):
        reason = _given_up(send, policy, str(reply))
    else:
        return Change(address, RecipientState.DEFERRED, reply.code, enhanced, str(reply), uses_try)
    return Change(address, RecipientState.FAILED, reply.code, enhanced, reason, uses_try)


def is_too_old(send: LedgerSend, policy: RetryPolicy) -> bool:
    """Whether it ends with whatever keeps it from being sent now (RFC 5321 §4.5.4.1)."""
    return send.kind is SendKind.CANARY or send.age_s >= policy.give_up_s


def _given_up(send: LedgerSend, policy: RetryPolicy, why: str) -> str:
    if send.kind is SendKind.CANARY:
        return f"{ONCE}: {why}"
    return f"given up {policy.give_up_s / DAY_S:.3g} days after it was asked for: {why}"


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
    """Nobody got the message, and no reply says why: only its age ends a send then."""
    if is_too_old(send, policy):
        text = _given_up(send, policy, text)
        changes = tuple(Change(address, RecipientState.FAILED, reason=text) for address in addresses)
        return Outcome(AttemptState.DONE, changes, text)
    changes = tuple(Change(address, RecipientState.DEFERRED, reason=text) for address in addresses)
    return Outcome(AttemptState.DONE, changes, text, policy.delay_s(send.attempt, send.send_id))


def under_another_path(addresses: Iterable[str], reply: Reply) -> Outcome:
    """The null reverse-path was refused after the message: at once again, under the account's own address."""
    enhanced = reply.enhanced_status
    changes = tuple(Change(address, RecipientState.DEFERRED, reply.code, enhanced, str(reply)) for address in addresses)
    return Outcome(AttemptState.DONE, changes, str(reply))


def in_doubt(send: LedgerSend, addresses: Iterable[str], policy: RetryPolicy) -> Outcome:
    """DATA was sent and no reply seen (RFC 1047); the written policy by kind: drop, repeat or hold."""
    repeats = send.kind is SendKind.FORWARD and send.attempt <= policy.max_retries
    if repeats:
        state, reason = RecipientState.DEFERRED, REPEATED
    elif send.kind is SendKind.REQUEST or send.kind is SendKind.FORWARD:
        state, reason = RecipientState.IN_DOUBT, HELD
    else:
        is_canary = send.kind is SendKind.CANARY
        state, reason = RecipientState.IN_DOUBT, f"{LOST_ON_WIRE}; {ONCE}" if is_canary else DROPPED
    changes = tuple(Change(address, state, reason=reason) for address in addresses)
    return Outcome(AttemptState.IN_DOUBT, changes, reason, policy.delay_s(send.attempt, send.send_id))
