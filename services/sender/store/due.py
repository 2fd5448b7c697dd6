"""Which sends of an account are due, on the wire, or have waited for too long, as an attempt needs them."""

from collections.abc import Mapping
from typing import LiteralString

from services.sender.domain.ledger import LedgerSend, RecipientState
from shared.events import SendKind
from shared.ids import AccountId, MailId, SendId
from shared.postgres.sessions import Connection

READ_DUE = """
SELECT send_id, extract(epoch FROM clock_timestamp() - greatest(created_at, send_at))::float8,
       kind, mail_id, size_bytes, attempts + 1,
       (SELECT jsonb_object_agg(address, one.state) FROM send_recipient AS one WHERE one.send_id = send.send_id),
       CASE WHEN size_bytes <= %(small)s THEN sealed END,
       CASE WHEN attempts = 0 THEN 1 ELSE
           1 + (SELECT count(*) FROM send_attempt AS past WHERE past.send_id = send.send_id AND past.is_answered) END,
       asked_at, traceparent
FROM send
WHERE account_id = %(account_id)s AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
  AND (expires_at IS NULL OR expires_at > clock_timestamp())
  AND NOT EXISTS (SELECT FROM send_attempt AS open WHERE open.send_id = send.send_id AND open.state = 'on_wire')
ORDER BY next_attempt_at, send_id LIMIT %(limit)s
"""
READ_ON_WIRE = """
SELECT send_id, extract(epoch FROM clock_timestamp() - greatest(created_at, send_at))::float8,
       kind, mail_id, size_bytes, attempts,
       (SELECT jsonb_object_agg(address, one.state) FROM read_send_recipient AS one WHERE one.send_id = send.send_id),
       NULL, 1 + (SELECT count(*) FROM send_attempt AS past WHERE past.send_id = send.send_id AND past.is_answered),
       NULL, NULL
FROM read_send AS send
WHERE account_id = %(account_id)s
  AND send_id IN (SELECT open.send_id FROM send_attempt AS open WHERE open.state = 'on_wire')
"""
READ_TOO_OLD = """
SELECT send_id, extract(epoch FROM clock_timestamp() - greatest(created_at, send_at))::float8,
       kind, mail_id, size_bytes, attempts + 1,
       (SELECT jsonb_object_agg(address, one.state) FROM send_recipient AS one WHERE one.send_id = send.send_id),
       NULL, 1, NULL, NULL
FROM send
WHERE account_id = %(account_id)s AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
  AND (kind = 'canary'
       OR extract(epoch FROM clock_timestamp() - greatest(created_at, send_at)) >= %(give_up_s)s::float8)
  AND NOT EXISTS (SELECT FROM send_attempt AS open WHERE open.send_id = send.send_id AND open.state = 'on_wire')
ORDER BY created_at, send_id LIMIT %(limit)s
"""


async def read_sends(
    connection: Connection, query: LiteralString, account_id: AccountId, values: Mapping[str, object]
) -> list[tuple[LedgerSend, bytes | None]]:
    rows = await (await connection.execute(query, values, binary=True)).fetchall()
    return [
        (
            LedgerSend(
                account_id,
                SendId(send_id),
                SendKind(kind),
                MailId(mail_id),
                size_bytes,
                attempt,
                {address: RecipientState(state) for address, state in sorted(recipients.items())},
                tries,
                age_s,
                asked_at,
                traceparent,
            ),
            sealed,
        )
        for send_id, age_s, kind, mail_id, size_bytes, attempt, recipients, sealed, tries, asked_at, traceparent in rows
    ]
