"""Canaries: which were asked for, where they were found, what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.poller.domain.canary import Canary, CanaryState, Turn, Verdict
from services.poller.domain.command import CommandState
from services.poller.domain.copies import Cursor
from services.poller.store.leased import LeasedAccount
from services.poller.store.requests import ADD_COMMAND
from shared.events import MailboxRequested
from shared.ids import AccountId, SendId
from shared.postgres.sessions import Pool, transaction

MOST_LOOKED_AT = 50
ASK = "INSERT INTO canary (send_id, account_id, due_at) VALUES (%s, %s, %s) ON CONFLICT (send_id) DO NOTHING"
UNTOLD = """
SELECT send_id, due_at, asked_at FROM canary
WHERE account_id = %s AND told_at IS NULL AND state = 'waiting' AND due_at >= %s ORDER BY due_at
"""
TOLD = "UPDATE canary SET told_at = now() WHERE send_id = ANY(%s)"
# What was never told was never sent, and nobody waits for it.
LATEST = """
SELECT canary.send_id, asked_at, extract(epoch FROM clock_timestamp() - asked_at)::float8, canary.state, send.state,
       coalesce(send.reason, '')
FROM canary LEFT JOIN read_send AS send USING (send_id)
WHERE canary.account_id = %s AND told_at IS NOT NULL ORDER BY due_at DESC LIMIT %s
"""
LAST_SEEN_S_AGO = """
SELECT extract(epoch FROM clock_timestamp() - max(seen_at))::float8 FROM canary WHERE account_id = %s
"""
# What was seen meanwhile stays so.
DECIDE = "UPDATE canary SET state = %s, said = %s WHERE send_id = %s AND state = 'waiting'"
CANNOT_SEND = """
SELECT health.reason FROM read_sending_health AS health JOIN read_account AS account ON account.id = health.account_id
WHERE health.account_id = %s AND health.state <> 'ok' AND health.next_try_at > now()
  AND health.account_version = account.version
"""
FIND = """
INSERT INTO canary_place (send_id, folder, uidvalidity, uid)
SELECT send_id, %(folder)s, %(uidvalidity)s, %(uid)s FROM canary
WHERE send_id = %(send_id)s AND account_id = %(account_id)s
ON CONFLICT (send_id, folder, uidvalidity) DO NOTHING
"""
IS_FOUND = """
SELECT EXISTS (SELECT FROM canary_place JOIN canary USING (send_id)
               WHERE send_id = %(send_id)s AND account_id = %(account_id)s AND folder = %(folder)s
                 AND uidvalidity = %(uidvalidity)s AND uid = %(uid)s)
"""
SEE = """
UPDATE canary SET state = 'seen', seen_at = clock_timestamp(), seen_folder = %(folder)s, said = ''
WHERE send_id = %(send_id)s AND seen_at IS NULL
RETURNING extract(epoch FROM clock_timestamp() - asked_at)::float8
"""
FORGET = "DELETE FROM canary WHERE asked_at < now() - %s"


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the copy is the canary, and after how many seconds it was seen now for the first time, if it was."""

    is_canary: bool
    round_trip_s: float | None = None


@dataclass(frozen=True, slots=True)
class CanaryStore:
    """One account's. Every write is fenced by its lease."""

    account: LeasedAccount

    async def ask(self, turn: Turn) -> bool:
        """Writes down that this one is wanted; False when it is written already."""
        async with self.account.transaction() as connection:
            return (await connection.execute(ASK, (turn.send_id, self.account.id, turn.due_at))).rowcount == 1

    async def untold(self, since: datetime) -> list[tuple[Turn, datetime]]:
        """Those due from then on that Kafka has not acknowledged, and when each was asked for."""
        async with transaction(self.account.pool) as connection:
            rows = await (await connection.execute(UNTOLD, (self.account.id, since))).fetchall()
        return [(Turn(SendId(send_id), due_at), asked_at) for send_id, due_at, asked_at in rows]

    async def told(self, send_ids: Sequence[SendId]) -> None:
        """Kafka has them."""
        async with self.account.transaction() as connection:
            await connection.execute(TOLD, (list(send_ids),))

    async def latest(self) -> list[Canary]:
        """The latest first, each with what the sender's ledger says of it."""
        async with transaction(self.account.pool) as connection:
            rows = await (await connection.execute(LATEST, (self.account.id, MOST_LOOKED_AT))).fetchall()
        return [
            Canary(SendId(send_id), asked_at, age_s, CanaryState(state), send_state, reason)
            for send_id, asked_at, age_s, state, send_state, reason in rows
        ]

    async def last_seen_s_ago(self) -> float | None:
        """Seconds since one was seen; None before the first."""
        async with transaction(self.account.pool) as connection:
            row = await (await connection.execute(LAST_SEEN_S_AGO, (self.account.id,))).fetchone()
        return row[0] if row is not None else None

    async def decide(self, verdict: Verdict) -> None:
        """Writes down what became of one that was waited for."""
        async with self.account.transaction() as connection:
            await connection.execute(DECIDE, (verdict.state, verdict.said, verdict.canary.send_id))

    async def cannot_send(self) -> str:
        """Why the account's SMTP server is left alone for now; empty when it is not."""
        async with transaction(self.account.pool) as connection:
            row = await (await connection.execute(CANNOT_SEND, (self.account.id,))).fetchone()
        return str(row[0]) if row is not None else ""


async def find(
    pool: Pool,
    account_id: AccountId,
    send_id: UUID,
    cursor: Cursor,
    deletion: MailboxRequested,
    *,
    is_seen: bool,
) -> Found:
    """Writes down that it lies there and, with it, that it is to be deleted there, once the cursor is past it.

    Of several copies in a folder it is the one that was come upon first. `is_seen`: it has come by mail.
    """
    values = {
        "account_id": account_id,
        "send_id": send_id,
        "folder": cursor.folder,
        "uidvalidity": cursor.uidvalidity,
        "uid": deletion.uid,
    }
    async with transaction(pool) as connection:
        await connection.execute(FIND, values)
        row = await (await connection.execute(IS_FOUND, values)).fetchone()
        if row is None or not row[0]:
            return Found(is_canary=False)
        command = (deletion.command_id, account_id, deletion.model_dump_json(), deletion.folder, deletion.uid)
        await connection.execute(ADD_COMMAND, (*command, CommandState.WAITING, ""))
        seen = await (await connection.execute(SEE, values)).fetchone() if is_seen else None
    return Found(True, seen[0] if seen is not None else None)


async def forget_canaries(pool: Pool, older_than: timedelta) -> None:
    """Those that were asked for long ago."""
    async with transaction(pool) as connection:
        await connection.execute(FORGET, (older_than,))
