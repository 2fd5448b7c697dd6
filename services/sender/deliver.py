"""One attempt at one send: MAIL, RCPT, `on_wire` committed, DATA, outcome committed (DESIGN §3)."""

import asyncio
import logging
from collections.abc import Mapping

from services.sender.attempt import HeldAccount, Step
from services.sender.connections import Connections
from services.sender.domain import outcome as outcomes
from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import AttemptState, LedgerSend, Outcome, RecipientState
from services.sender.domain.reply import Reply
from services.sender.domain.retry import RetryPolicy
from services.sender.grouping import OutcomeGroups
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError, SmtpConnection
from services.sender.store.attempts import AttemptStore
from shared import metrics
from shared.crash import CrashPoint, crash_point
from shared.errors import DefectiveRecord, TransientError
from shared.events import SendKind

SERVICE_CLOSING = 421
COMMIT_RETRY_S = 0.2
LEASE_TOO_SHORT = "not sent: this process was about to lose its lease on the account"
logger = logging.getLogger(__name__)


def envelope_of(send: LedgerSend, account: SendingAccount) -> Envelope:
    """Automatic replies go out under the null reverse-path, so that no bounce and no responder can answer them.

    RFC 3834 §3.3 allows it ("MAY"), as well as an address that never answers, which an installation would have to
    create first. Some providers refuse `<>` from a logged-in client: then it is the account's own address, and
    Auto-Submitted alone keeps others from answering.
    """
    is_reply = send.kind is SendKind.AUTO_REPLY
    reverse_paths = ("", account.email_address) if is_reply else (account.email_address,)
    return Envelope(reverse_paths, send.due, send.size_bytes, wants_no_reports=is_reply)


class Deliverer:
    """Makes attempts. DATA begins only with more lease left than it may take."""

    def __init__(self, ledger: AttemptStore, groups: OutcomeGroups, policy: RetryPolicy, data_timeout_s: float) -> None:
        self._ledger = ledger
        self._groups = groups
        self._policy = policy
        self._data_timeout_s = data_timeout_s

    async def attempt(self, send: LedgerSend, held: HeldAccount, connections: Connections) -> None:
        """One attempt, its outcome committed. Raises ServerFaultError when nothing could be tried, LeaseLostError.

        The connection is free for the next message while the outcome is being committed.
        """
        try:
            raw = await self._ledger.raw(send)
        except DefectiveRecord as error:
            await self._commit(Step(held.lease, send, outcomes.unsendable(send, str(error))), held)
            return
        async with connections.turn():
            with self._groups.attempt():
                step = await self._tried(send, held, connections, raw)
        if step is not None:
            await self._commit(step, held)
            crash_point(CrashPoint.SENDER_AFTER_OUTCOME)

    async def _tried(self, send: LedgerSend, held: HeldAccount, connections: Connections, raw: bytes) -> Step | None:
        """What came of it, still to be committed; None when the ledger knows of this attempt already."""
        try:
            connection, replies = await _offered(connections, envelope_of(send, held.account))
        except ConnectionLostError as error:
            return Step(held.lease, send, outcomes.after_fault(send, send.due, str(error), self._policy))
        try:
            step = await self._transferred(send, held, connection, replies, raw)
        except BaseException:
            # Its envelope may still be open: to the next attempt the server would answer 503, and that is final.
            await connection.close()
            raise
        await connections.give_back(connection)
        return step

    async def _transferred(
        self,
        send: LedgerSend,
        held: HeldAccount,
        connection: SmtpConnection,
        replies: Mapping[str, Reply],
        raw: bytes,
    ) -> Step | None:
        accepted = [address for address, reply in replies.items() if reply.is_positive]
        refused = {address: reply for address, reply in replies.items() if not reply.is_positive}
        if not accepted:
            await connection.reset()
            return Step(held.lease, send, outcomes.after_replies(send, refused, self._policy))
        if not await self._commit(Step(held.lease, send, outcomes.on_wire(accepted)), held):
            await connection.reset()
            return None
        crash_point(CrashPoint.SENDER_ON_WIRE)
        outcome = await self._data(send, held, connection, accepted, raw)
        crash_point(CrashPoint.SENDER_AFTER_REPLY)
        return Step(held.lease, send, outcomes.with_refused(send, outcome, refused, self._policy))

    async def _data(
        self,
        send: LedgerSend,
        held: HeldAccount,
        connection: SmtpConnection,
        accepted: list[str],
        raw: bytes,
    ) -> Outcome:
        if held.left_s() <= self._data_timeout_s:
            await connection.close()
            return outcomes.after_fault(send, accepted, LEASE_TOO_SHORT, self._policy)
        try:
            reply = await connection.transmit(raw)
        except ConnectionLostError as error:
            return outcomes.after_fault(send, accepted, str(error), self._policy)
        except InDoubtError as error:
            logger.warning("send %s is in doubt: %s", send.send_id, error)
            return outcomes.in_doubt(send, accepted, self._policy)
        return outcomes.after_replies(send, dict.fromkeys(accepted, reply), self._policy)

    async def _commit(self, step: Step, held: HeldAccount) -> bool:
        """What is known must not be lost to a short absence of the database: tried for as long as the lease holds.

        A commit whose answer was lost may have happened. What is known then is this very step: nobody else may write
        under the lease.
        """
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
        if is_written:
            count(step.outcome)
        return is_written


async def _offered(connections: Connections, envelope: Envelope) -> tuple[SmtpConnection, Mapping[str, Reply]]:
    connection, is_reused = await connections.take()
    try:
        replies = await connection.offer(envelope)
        is_stale = is_reused and any(reply.code == SERVICE_CLOSING for reply in replies.values())
    except ConnectionLostError:
        is_stale = is_reused
        if not is_stale:
            await connection.close()
            raise
    except BaseException:
        await connection.close()
        raise
    if not is_stale:
        return connection, replies
    await connection.close()
    connection = await connections.fresh()
    try:
        return connection, await connection.offer(envelope)
    except BaseException:
        await connection.close()
        raise


def count(outcome: Outcome) -> None:
    """The metric counts recipients by the state they reached; one in doubt that is sent again counts as in doubt."""
    is_in_doubt = outcome.state is AttemptState.IN_DOUBT
    for change in outcome.changes:
        if change.state is not RecipientState.SENDING:
            has_reply = change.reply_code is not None
            metrics.SENDS.labels("in_doubt" if is_in_doubt and not has_reply else change.state.value).inc()
