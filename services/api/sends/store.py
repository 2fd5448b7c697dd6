"""What became of sends: the sender's read_ views."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow, dict_row

from services.api.lists import Column, Listing, Part
from services.api.sends.resources import RecipientState, SendState
from services.api.sends.status import outbound_status
from shared.postgres.sessions import Connection, Pool, transaction

SHOWN = """
SELECT send_id, account_id, kind, state, reason, subject, message_id, rule_id, attempts, created_at, next_attempt_at,
       sent_at, send_at, expires_at, coalesce(tags, '[]') AS tags, coalesce(metadata, '{}') AS metadata
FROM read_send
"""
GET_SEND = f"{SHOWN} WHERE send_id = %s"
LIST_SENDS = f"""{SHOWN.replace("{}", "{{}}")}
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND (%(state)s::text IS NULL OR state = %(state)s)
  AND CASE WHEN %(kind)s::text IS NULL THEN kind <> 'canary' ELSE kind = %(kind)s END
  AND (%(rule_id)s::integer IS NULL OR rule_id = %(rule_id)s)
  AND (%(recipient)s::text IS NULL OR EXISTS (
      SELECT FROM read_send_recipient AS one
      WHERE one.send_id = read_send.send_id AND lower(one.address) = lower(%(recipient)s)))
  AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR created_at < %(until)s)
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
GET_RECIPIENTS = """
SELECT send_id, address, state, reply_code, enhanced_status, reason
FROM read_send_recipient WHERE send_id = ANY(%s) ORDER BY address
"""
SENDS = Listing(
    "sends",
    Column("send_id", "uuid", "send_id"),
    {"created_at": Column("created_at", "timestamptz", "created_at")},
    "-created_at",
)


@dataclass(frozen=True, slots=True)
class SendFilter:
    """Which sends; None means any. `since` and `until` are about when they were taken up."""

    account_id: int | None = None
    state: str | None = None
    kind: str | None = None
    rule_id: int | None = None
    recipient: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class SendStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, send_id: UUID) -> SendState | None:
        """The ledger's row; None when the sender has not taken the request up."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            found = await _with_recipients(connection, await (await cursor.execute(GET_SEND, [send_id])).fetchall())
        return found[0] if found else None

    async def list(self, which: SendFilter, part: Part) -> list[SendState]:
        """A part of the sends, and one more when there are more."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(part.statement(LIST_SENDS), {**asdict(which), **part.values()})
            return await _with_recipients(connection, await cursor.fetchall())


async def _with_recipients(connection: Connection, rows: Sequence[DictRow]) -> list[SendState]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(GET_RECIPIENTS, [[row["send_id"] for row in rows]])
    recipients: dict[UUID, list[RecipientState]] = {}
    for row in await cursor.fetchall():
        recipients.setdefault(row["send_id"], []).append(RecipientState(**row))
    return [_state(row, recipients.get(row["send_id"], [])) for row in rows]


def _state(row: DictRow, recipients: list[RecipientState]) -> SendState:
    status = outbound_status([recipient.state for recipient in recipients])
    return SendState(**row, status=status, recipients=recipients)
