"""The ledger at work: what is due, what a dead lease left in doubt."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace

from services.sender.domain.health import SendingHealth
from services.sender.domain.ledger import LedgerSend, Outcome, RecipientState
from services.sender.domain.outcome import after_fault, in_doubt
from services.sender.domain.retry import RetryPolicy
from services.sender.domain.work import Work
from services.sender.step import Step
from services.sender.store.due import READ_DUE, READ_ON_WIRE, READ_TOO_OLD, read_sends
from services.sender.store.outbox import BURST_SENDS, COPIES_WAIT_S, IN_BURST
from services.sender.store.outcomes import write
from shared.errors import DefectiveRecord
from shared.events import SendKind
from shared.ids import AccountId, MailId
from shared.postgres.lease import Lease, fence
from shared.postgres.sessions import Pool, session, transaction
from shared.seal import ContentKey, Vault

SMALL_BYTES = 64 * 1024
MOST_GIVEN_UP = 1000

# SendingAccount by account, so that it costs the same however long a queue is. A refusal is told for no account, too.
# Copies that wait for the end of a burst are no work, or the loop would look for them without a pause.
# What is seldom the case is asked for here, once for all accounts, so that no turn of sending has to ask.
ACCOUNTS_WITH_WORK = f"""
WITH found AS (
    SELECT id, (deleted_at IS NOT NULL OR mode = 'observe')
               AND EXISTS (SELECT FROM send WHERE account_id = account.id AND state = 'waiting') AS has_ended,
           EXISTS (SELECT FROM send WHERE account_id = account.id AND state = 'waiting'
                   AND expires_at <= clock_timestamp()) AS has_expired,
           EXISTS (SELECT FROM sending_health AS health WHERE health.account_id = account.id AND health.state <> 'ok'
                   AND health.account_version <> account.version) AS is_corrected
    FROM read_account AS account
)
SELECT id, bool_or(has_ended), bool_or(has_expired), bool_or(is_corrected)
FROM (
    SELECT id, has_ended, has_expired, is_corrected FROM found
    WHERE has_ended OR has_expired OR is_corrected
       OR EXISTS (SELECT FROM send WHERE account_id = found.id AND state = 'waiting'
                  AND next_attempt_at <= clock_timestamp())
       OR EXISTS (SELECT FROM send WHERE account_id = found.id AND sent_at IS NOT NULL AND copied_at IS NULL)
      AND NOT {IN_BURST.format(account="found.id")}
       OR EXISTS (SELECT FROM send WHERE account_id = found.id AND sent_at IS NOT NULL AND copied_at IS NULL
                  AND sent_at <= clock_timestamp() - make_interval(secs => %(wait_s)s))
    UNION ALL SELECT account_id, false, false, false FROM send_change WHERE published_at IS NULL
    UNION ALL SELECT account_id, false, false, false FROM sending_change
) AS work GROUP BY id
"""  # noqa: S608
READ_SEALED = "SELECT sealed FROM send WHERE send_id = %(send_id)s"
DEFER_ACCOUNT = """
WITH due AS (
    UPDATE send SET next_attempt_at = clock_timestamp() + make_interval(secs => %(retry_s)s), reason = %(reason)s
    WHERE account_id = %(account_id)s AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
      AND NOT EXISTS (SELECT FROM send_attempt AS open WHERE open.send_id = send.send_id AND open.state = 'on_wire')
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
FORGET_HEALTH_OF_CORRECTED = """
DELETE FROM sending_health AS health USING read_account AS account
WHERE health.account_id = %(account_id)s AND account.id = health.account_id
  AND health.state <> 'ok' AND health.account_version <> account.version
"""
# What a server put off by a reply of its own keeps its time.
END_WAITING_FOR_ACCOUNT = """
UPDATE send SET next_attempt_at = greatest(clock_timestamp(), send_at)
WHERE account_id = %(account_id)s AND state = 'waiting' AND next_attempt_at > clock_timestamp()
  AND NOT EXISTS (SELECT FROM send_recipient AS one
                  WHERE one.send_id = send.send_id AND one.state = 'deferred' AND one.reply_code IS NOT NULL)
"""
# With it its change, where it is one.
WRITE_HEALTH = """
WITH before AS (
    SELECT state FROM sending_health WHERE account_id = %(account_id)s
), written AS (
    INSERT INTO sending_health AS old (account_id, state, reason, next_try_at, connections, account_version)
    VALUES (%(account_id)s, %(state)s, %(reason)s,
            CASE WHEN %(retry_s)s > 0 THEN clock_timestamp() + make_interval(secs => %(retry_s)s) END, %(connections)s,
            %(account_version)s)
    ON CONFLICT (account_id) DO UPDATE
    SET state = excluded.state, reason = excluded.reason, next_try_at = excluded.next_try_at,
        connections = excluded.connections, account_version = excluded.account_version,
        since = CASE WHEN old.state = excluded.state THEN old.since ELSE excluded.since END
    RETURNING since, next_try_at
)
INSERT INTO sending_change (account_id, from_state, to_state, reason, since, next_try_at)
SELECT %(account_id)s, (SELECT state FROM before), %(state)s, %(reason)s, since, next_try_at FROM written
WHERE NOT EXISTS (SELECT FROM before WHERE state = %(state)s)
"""


class AttemptStore:
    """What the worker reads, and what it writes of whole accounts, fenced by the account's lease."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def accounts_with_work(self) -> Mapping[AccountId, Work]:
        """Accounts with something due, unfinished or unpublished, or for which something else is to be done first."""
        values = {"burst": BURST_SENDS, "wait_s": COPIES_WAIT_S}
        async with session(self._pool) as connection:
            rows = await (await connection.execute(ACCOUNTS_WITH_WORK, values)).fetchall()
        return {AccountId(id_): Work(*of_account) for id_, *of_account in rows}

    async def due(self, account_id: AccountId, limit: int) -> Sequence[LedgerSend]:
        """The sends whose time has come, longest waiting first."""
        async with session(self._pool) as connection:
            values = {"account_id": account_id, "limit": limit, "small": SMALL_BYTES}
            rows = await read_sends(connection, READ_DUE, account_id, values)
            keys = await self._vault.keys_of(connection, [send.mail_id for send, sealed in rows if sealed])
        return [_opened(send, sealed, keys) for send, sealed in rows]

    async def raw(self, send: LedgerSend) -> bytes:
        """The composed bytes, read where they are large; raises DefectiveRecord when the mail was erased."""
        if send.raw is not None:
            return send.raw
        async with session(self._pool) as connection:
            row = await (await connection.execute(READ_SEALED, {"send_id": send.send_id}, binary=True)).fetchone()
            key = (await self._vault.keys_of(connection, [send.mail_id])).get(send.mail_id)
        if row is None or row[0] is None or key is None:
            raise DefectiveRecord(f"send {send.send_id}: its mail was erased")
        return key.open(row[0])

    async def recover(self, lease: Lease, account_id: AccountId, policy: RetryPolicy) -> int:
        """What the lease's former holder left on the wire is in doubt; returns how many recipients."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            rows = await read_sends(connection, READ_ON_WIRE, account_id, {"account_id": account_id})
            left = [send for send, _ in rows]
            if left:
                await write(connection, [Step(lease, send, _left(send, policy)) for send in left])
        return sum(state is RecipientState.SENDING for send in left for state in send.recipients.values())

    async def defer_account(self, account_id: AccountId, lease: Lease, reason: str, retry_s: float) -> None:
        """Everything due waits: the account's server cannot be used. An event goes out when the reason is new."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            await connection.execute(DEFER_ACCOUNT, {"account_id": account_id, "reason": reason, "retry_s": retry_s})

    async def begin_anew_when_corrected(self, account_id: AccountId, lease: Lease) -> int | None:
        """How many sends waited for a server of an account that was changed since; None when that is not so.

        They are due now, and nothing is known of how the account fares.
        """
        values = {"account_id": account_id}
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            forgotten = await connection.execute(FORGET_HEALTH_OF_CORRECTED, values)
            if not forgotten.rowcount:
                return None
            return (await connection.execute(END_WAITING_FOR_ACCOUNT, values)).rowcount

    async def give_up(self, account_id: AccountId, lease: Lease, reason: str, policy: RetryPolicy) -> Sequence[Outcome]:
        """What is due and has waited for the account's server longer than the policy allows ends; returns how.

        A canary ends at once, and is not among what is returned.
        """
        values = {"account_id": account_id, "give_up_s": policy.give_up_s, "limit": MOST_GIVEN_UP}
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            old = [send for send, _ in await read_sends(connection, READ_TOO_OLD, account_id, values)]
            steps = [Step(lease, send, after_fault(send, send.due, reason, policy)) for send in old]
            if steps:
                await write(connection, steps)
        return [step.outcome for step in steps if step.send.kind is not SendKind.CANARY]

    async def write_health(self, account_id: AccountId, lease: Lease, health: SendingHealth) -> None:
        """How the account fares, for people; `since` stays while the state does, and a change of it is to be told."""
        async with transaction(self._pool) as connection:
            await fence(connection, lease)
            await connection.execute(WRITE_HEALTH, asdict(health) | {"account_id": account_id})


def _left(send: LedgerSend, policy: RetryPolicy) -> Outcome:
    sending = [one for one, state in send.recipients.items() if state is RecipientState.SENDING]
    return in_doubt(send, sending, policy)


def _opened(send: LedgerSend, sealed: bytes | None, keys: Mapping[MailId, ContentKey]) -> LedgerSend:
    if not sealed or send.mail_id not in keys:
        return send
    with suppress(DefectiveRecord):  # `raw` will say so for this send alone
        return replace(send, raw=keys[send.mail_id].open(sealed))
    return send
