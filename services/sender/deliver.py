"""One attempt at one send: MAIL, RCPT, `on_wire` committed, DATA, outcome committed (DESIGN §3)."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from services.sender.attempt import Attempt, HeldAccount
from services.sender.domain import outcome as outcomes
from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import AttemptState, LedgerSend, Outcome, RecipientState
from services.sender.domain.mime.downgrade import has_utf8_header
from services.sender.domain.retry import RetryPolicy
from services.sender.domain.session_reply import session_refusal
from services.sender.grouping import OutcomeGroups
from services.sender.ports import (
    ConnectionLostError,
    Envelope,
    InDoubtError,
    ReversePathRefusedError,
    SessionRefusedError,
)
from services.sender.spans import NO_SPANS, SendSpans
from services.sender.step import Step
from services.sender.store.attempts import AttemptStore
from shared import metrics
from shared.crash import CrashPoint, crash_point
from shared.errors import DefectiveRecord, TransientError
from shared.events import SendKind

COMMIT_RETRY_S = 0.2
Tried = tuple[Outcome | None, SessionRefusedError | None]
LEASE_TOO_SHORT = "not sent: this process was about to lose its lease on the account"
logger = logging.getLogger(__name__)


def envelope_of(send: LedgerSend, raw: bytes, account: SendingAccount) -> Envelope:
    """Automatic replies go out under the null reverse-path, so that no bounce and no responder can answer them.

    RFC 3834 §3.3 allows it ("MAY"), as well as an address that never answers, which an installation would have to
    create first. Some providers refuse `<>` from a logged-in client: then it is the account's own address, and
    Auto-Submitted alone keeps others from answering.
    """
    is_reply = send.kind is SendKind.AUTO_REPLY
    reverse_paths = ("", account.reverse_path) if is_reply else (account.reverse_path,)
    is_utf8, is_unreported = has_utf8_header(raw), is_reply or send.kind is SendKind.CANARY
    return Envelope(reverse_paths, send.due, send.size_bytes, wants_no_reports=is_unreported, has_utf8_header=is_utf8)


class Deliverer:
    """Makes attempts. DATA begins only with more lease left than it may take."""

    def __init__(
        self,
        ledger: AttemptStore,
        groups: OutcomeGroups,
        policy: RetryPolicy,
        data_timeout_s: float,
        now: Callable[[], datetime],
        spans: SendSpans = NO_SPANS,
    ) -> None:
        self._ledger = ledger
        self._groups = groups
        self._policy = policy
        self._data_timeout_s = data_timeout_s
        self._now = now
        self._spans = spans

    async def attempt(self, send: LedgerSend, held: HeldAccount) -> bool:
        """One attempt, its outcome committed: whether the server took the message.

        Raises ServerFaultError when nothing could be tried, after the commit where it `is_settled`, and LeaseLostError.
        The connection is free for the next message while the outcome is being committed.
        """
        with self._spans.sending(send):
            return await self._attempt(send, held)

    async def _attempt(self, send: LedgerSend, held: HeldAccount) -> bool:
        try:
            raw = await self._ledger.raw(send)
        except DefectiveRecord as error:
            await self._commit(send, held, outcomes.unsendable(send, str(error)))
            return False
        async with held.connections.turn:
            with self._groups.attempt():
                outcome, refusal = await self._tried(send, raw, held)
        if outcome is not None:
            await self._commit(send, held, outcome)
            crash_point(CrashPoint.SENDER_AFTER_OUTCOME)
        if refusal is not None:
            raise refusal
        return outcome is not None and outcome.is_taken

    async def _tried(self, send: LedgerSend, raw: bytes, held: HeldAccount) -> Tried:
        """What came of it, still to be committed; no outcome when the ledger has, or needs, nothing of this attempt."""
        connections = held.connections
        try:
            connection, replies = await connections.offer(envelope_of(send, raw, held.account))
        except SessionRefusedError as error:
            return None, connections.refused(error.reply)
        except ConnectionLostError as error:
            lost = [address for address in send.due if address not in error.refused]
            outcome = outcomes.after_fault(send, lost, str(error), self._policy)
            return outcomes.with_refused(send, outcome, error.refused, self._policy), None
        refusal = None if send.is_suspect else session_refusal(replies.values())
        if refusal is not None:
            await connection.close()
            return None, connections.refused(refusal)
        accepted = [address for address, reply in replies.items() if reply.is_positive]
        refused = {address: reply for address, reply in replies.items() if not reply.is_positive}
        async with connections.kept(connection):
            if not accepted:
                await connection.reset()
                return outcomes.after_replies(send, refused, self._policy), None
            if not await self._commit(send, held, outcomes.on_wire(accepted)):
                await connection.reset()
                return None, None
            crash_point(CrashPoint.SENDER_ON_WIRE)
            outcome, session_error = await self._data(Attempt(send, raw, held, connection, accepted))
            crash_point(CrashPoint.SENDER_AFTER_REPLY)
            return outcomes.with_refused(send, outcome, refused, self._policy), session_error

    async def _data(self, attempt: Attempt) -> tuple[Outcome, SessionRefusedError | None]:
        send, accepted, connections = attempt.send, attempt.accepted, attempt.held.connections
        if attempt.held.left_s() <= self._data_timeout_s:
            await attempt.connection.close()
            return outcomes.after_fault(send, accepted, LEASE_TOO_SHORT, self._policy), None
        try:
            reply = await attempt.connection.transmit(attempt.raw)
        except ConnectionLostError as error:
            return outcomes.after_fault(send, accepted, str(error), self._policy), None
        except ReversePathRefusedError as error:
            return outcomes.under_another_path(accepted, error.reply), None
        except InDoubtError as error:
            logger.warning("send %s is in doubt: %s", send.send_id, error)
            return outcomes.in_doubt(send, accepted, self._policy), None
        if reply.is_positive:
            connections.sent()
            self._count_taken(send)
        outcome = outcomes.after_replies(send, dict.fromkeys(accepted, reply), self._policy)
        if send.is_suspect or session_refusal([reply]) is None:
            return outcome, None
        await attempt.connection.close()
        return outcome, connections.refused(reply, is_settled=True)

    def _count_taken(self, send: LedgerSend) -> None:
        metrics.SENT_BYTES.inc(send.size_bytes)
        if send.asked_at is not None and send.kind is not SendKind.CANARY:
            metrics.REQUEST_TO_SENT.observe(max(0.0, (self._now() - send.asked_at).total_seconds()))

    async def _commit(self, send: LedgerSend, held: HeldAccount, outcome: Outcome) -> bool:
        """What is known must not be lost to a short absence of the database: tried for as long as the lease holds.

        False when the ledger knew it already. A commit whose answer was lost may have happened. What is known then is
        this very step: nobody else may write under the lease.
        """
        step = Step(held.lease, send, outcome)
        is_uncertain = False
        while True:
            try:
                is_written = await self._groups.record(step) or is_uncertain
            except TransientError:
                is_uncertain = True
                if held.left_s() <= 0:
                    raise
                await asyncio.sleep(COMMIT_RETRY_S)
            else:
                break
        if is_written and send.kind is not SendKind.CANARY:
            count(outcome)
        return is_written


def count(outcome: Outcome) -> None:
    """Recipients by the state they reached and by the reply; one in doubt that is sent again counts as in doubt."""
    is_in_doubt = outcome.state is AttemptState.IN_DOUBT
    for change in outcome.changes:
        if change.state is not RecipientState.SENDING:
            has_reply = change.reply_code is not None
            metrics.SENDS.labels("in_doubt" if is_in_doubt and not has_reply else change.state.value).inc()
            if has_reply:
                metrics.SMTP_REPLIES.labels(str(change.reply_code)).inc()
