"""The ledger at work: what is due, what an attempt did, what a dead lease left in doubt."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from services.sender.domain.outcome import Outcome, RetryPolicy, in_doubt
from services.sender.domain.states import DUE, RecipientState, SendState, send_state
from shared.db import Connection, Pool, transaction
from shared.errors import DefectiveRecord
from shared.events import SendKind
from shared.ids import AccountId, MailId, SendId
from shared.lease import Lease, fence
from shared.seal import ContentKey, Vault

SMALL_BYTES = 64 * 1024

ACCOUNTS_WITH_WORK = """
SELECT account_id FROM send WHERE state IN ('waiting', 'sending') AND next_attempt_at <= clock_timestamp()
UNION SELECT account_id FROM send_change WHERE published_at IS NULL
UNION SELECT account_id FROM send WHERE sent_at IS NOT NULL AND copied_at IS NULL
"""
READ_SENDS = """
SELECT send_id, kind, mail_id, size_bytes, attempts,
       (SELECT jsonb_object_agg(address, one.state) FROM send_recipient AS one WHERE one.send_id = send.send_id),
       CASE WHEN size_bytes <= %(small)s THEN sealed END,
       1 + (SELECT count(*) FROM send_attempt AS past WHERE past.send_id = send.send_id AND past.is_answered)
FROM send
WHERE account_id = %(account_id)s AND state = %(state)s AND next_attempt_at <= clock_timestamp()
ORDER BY next_attempt_at, send_id LIMIT %(limit)s
"""
READ_SEALED = "SELECT sealed FROM send WHERE send_id = %(send_id)s"
WRITE_OUTCOME = """
WITH written AS (
    UPDATE send
    SET state = %(state)s, attempts = %(attempt)s, reason = %(reason)s,
        next_attempt_at = CASE WHEN %(state)s = 'waiting'
                               THEN clock_timestamp() + make_interval(secs => %(retry_s)s)
                               WHEN %(state)s = 'sending' THEN next_attempt_at END,
        sent_at = CASE WHEN %(is_sent)s THEN coalesce(sent_at, clock_timestamp()) ELSE sent_at END
    WHERE send_id = %(send_id)s
      AND (state = 'waiting' AND attempts = %(attempt)s - 1 OR state = 'sending' AND attempts = %(attempt)s)
    RETURNING send_id, account_id
), tried AS (
    INSERT INTO send_attempt AS old (send_id, attempt, epoch, state, outcome, ended_at, is_answered)
    SELECT send_id, %(attempt)s, %(epoch)s, %(attempt_state)s, %(reason)s,
           CASE WHEN %(attempt_state)s <> 'on_wire' THEN clock_timestamp() END, %(is_answered)s
    FROM written
    ON CONFLICT (send_id, attempt) DO UPDATE
    SET state = excluded.state, outcome = excluded.outcome, ended_at = excluded.ended_at,
        is_answered = old.is_answered OR excluded.is_answered
), new AS (
    SELECT * FROM written, unnest(%(addresses)s::text[], %(states)s::text[], %(codes)s::integer[], %(enhanced)s::text[],
                                  %(reasons)s::text[]) AS one (address, state, reply_code, enhanced_status, reason)
), changed AS (
    UPDATE send_recipient AS old
    SET state = new.state, reply_code = new.reply_code, enhanced_status = new.enhanced_status, reason = new.reason
    FROM new WHERE old.send_id = new.send_id AND old.address = new.address
), told AS (
    INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reply_code, enhanced_status, reason)
    SELECT account_id, send_id, address, %(attempt)s, state, reply_code, enhanced_status, reason
    FROM new WHERE state <> 'sending'
)
SELECT send_id FROM written
"""
DEFER_ACCOUNT = """
WITH due AS (
    UPDATE send SET next_attempt_at = clock_timestamp() + make_interval(secs => %(retry_s)s), reason = %(reason)s
    WHERE account_id = %(account_id)s AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
    RETURNING send_id, attempts
), changed AS (
    UPDATE send_recipient AS recipient
    SET state = 'deferred', reply_code = NULL, enhanced_status = NULL, reason = %(reason)s
    FROM due
    WHERE recipient.send_id = due.send_id AND recipient.state IN ('waiting', 'deferred')
      AND recipient.reason <> %(reason)s
    RETURNING recipient.send_id, recipient.address, due.attempts
)
INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reason)
SELECT %(account_id)s, send_id, address, attempts, 'deferred', %(reason)s FROM changed
"""


@dataclass(frozen=True, slots=True)
class LedgerSend:
    """A send as an attempt needs it.

    `attempt` is the number of the last one; `tries` counts those that a server answered, the next one included.
    """

    account_id: AccountId
    send_id: SendId
    kind: SendKind
    mail_id: MailId
    size_bytes: int
    attempt: int
    recipients: dict[str, RecipientState]
    tries: int
    raw: bytes | None = field(default=None, repr=False)

    @property
    def due(self) -> tuple[str, ...]:
        """The recipients that the next attempt is for."""
        return tuple(address for address, state in self.recipients.items() if state in DUE)


class AttemptStore:
    """What the worker reads and writes; every write of an outcome is fenced by the account's lease."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def accounts_with_work(self) -> frozenset[AccountId]:
        """Accounts with something due, unfinished or unpublished."""
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(ACCOUNTS_WITH_WORK)).fetchall()
        return frozenset(AccountId(row[0]) for row in rows)

    async def due(self, account_id: AccountId, limit: int) -> Sequence[LedgerSend]:
        """The sends whose time has come, longest waiting first."""
        async with transaction(self._pool) as connection:
            rows = await _read(connection, account_id, SendState.WAITING, limit)
            keys = await self._vault.keys_of(connection, [send.mail_id for send, sealed in rows if sealed])
        return [_opened(send, sealed, keys) for send, sealed in rows]

    async def raw(self, send: LedgerSend) -> bytes:
        """The composed bytes, read where they are large; raises DefectiveRecord when the mail was erased."""
        if send.raw is not None:
            return send.raw
        async with transaction(self._pool) as connection:
            row = await (await connection.execute(READ_SEALED, {"send_id": send.send_id})).fetchone()
            key = (await self._vault.keys_of(connection, [send.mail_id])).get(send.mail_id)
        if row is None or row[0] is None or key is None:
            raise DefectiveRecord(f"send {send.send_id}: its mail was erased")
        return key.open(row[0])

    async def record(self, lease: Lease, send: LedgerSend, attempt: int, outcome: Outcome) -> bool:
        """Commits what became of an attempt; False when it is known already. Raises LeaseLostError."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            return await _record(connection, lease.epoch, send, attempt, outcome)

    async def recover(self, lease: Lease, account_id: AccountId, policy: RetryPolicy) -> int:
        """What the lease's former holder left on the wire is in doubt; returns how many recipients."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            left = [send for send, _ in await _read(connection, account_id, SendState.SENDING, None)]
            for send in left:
                sending = [one for one, state in send.recipients.items() if state is RecipientState.SENDING]
                outcome = in_doubt(send.kind, sending, send.attempt, policy, send.send_id)
                await _record(connection, lease.epoch, send, send.attempt, outcome)
        return sum(state is RecipientState.SENDING for send in left for state in send.recipients.values())

    async def defer_account(self, account_id: AccountId, lease: Lease, reason: str, retry_s: float) -> None:
        """Everything due waits: the account's server cannot be used. An event goes out when the reason is new."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            await connection.execute(DEFER_ACCOUNT, {"account_id": account_id, "reason": reason, "retry_s": retry_s})


def _opened(send: LedgerSend, sealed: bytes | None, keys: Mapping[MailId, ContentKey]) -> LedgerSend:
    if not sealed or send.mail_id not in keys:
        return send
    with suppress(DefectiveRecord):  # `raw` will say so for this send alone
        return replace(send, raw=keys[send.mail_id].open(sealed))
    return send


async def _read(
    connection: Connection, account_id: AccountId, state: SendState, limit: int | None
) -> list[tuple[LedgerSend, bytes | None]]:
    values = {"account_id": account_id, "state": state.value, "limit": limit, "small": SMALL_BYTES}
    rows = await (await connection.execute(READ_SENDS, values)).fetchall()
    return [
        (
            LedgerSend(
                account_id,
                SendId(send_id),
                SendKind(kind),
                MailId(mail_id),
                size_bytes,
                attempts,
                {address: RecipientState(state) for address, state in sorted(recipients.items())},
                tries,
            ),
            sealed,
        )
        for send_id, kind, mail_id, size_bytes, attempts, recipients, sealed, tries in rows
    ]


async def _record(connection: Connection, epoch: int, send: LedgerSend, attempt: int, outcome: Outcome) -> bool:
    changes = outcome.changes
    states = {**send.recipients, **{change.address: change.state for change in changes}}
    state = send_state(states.values())
    values = {
        "send_id": send.send_id,
        "attempt": attempt,
        "epoch": epoch,
        "attempt_state": outcome.state.value,
        "is_answered": outcome.is_answered,
        "addresses": [change.address for change in changes],
        "states": [change.state.value for change in changes],
        "codes": [change.reply_code for change in changes],
        "enhanced": [change.enhanced_status for change in changes],
        "reasons": [change.reason for change in changes],
        "state": state.value,
        "reason": outcome.text,
        "retry_s": outcome.retry_s,
        "is_sent": any(change.state is RecipientState.SENT for change in changes),
    }
    return await (await connection.execute(WRITE_OUTCOME, values)).fetchone() is not None
