"""The ledger's entrance: a batch of requests becomes rows, once; automatic mail passes the loop guard."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.sender.domain.guard import Caps
from services.sender.domain.intake import Entry, Refused, Rejected
from services.sender.domain.ledger import RecipientState, SendState, send_state
from services.sender.domain.mime.compose import Composed
from services.sender.domain.reply import one_line, printable
from services.sender.store.answers import State, guarded, lock_recipients
from shared import ids
from shared.ids import MailId, SendId
from shared.postgres.sessions import Connection, Pool, session, transaction
from shared.seal import ContentKey, Vault

ERASED = "its mail was erased: it is not sent"

READ_KNOWN = "SELECT send_id FROM send WHERE send_id = ANY(%(send_ids)s)"
# Binary (%b): as text every sealed byte would travel as two characters.
WRITE_SENDS = """
INSERT INTO send (send_id, account_id, account_key, kind, state, reason, request, subject, rule_id, correlation_id,
                  message_id, mail_id, sha256, size_bytes, sealed, created_at, asked_at,
                  traceparent, next_attempt_at)
SELECT new.*, CASE WHEN new.state = 'waiting' THEN clock_timestamp() END
FROM unnest(%(send_id)b::uuid[], %(account_id)b::integer[], %(account_key)b::uuid[], %(kind)b::text[],
            %(state)b::text[], %(reason)b::text[], %(request)b::text[]::json[], %(subject)b::text[],
            %(rule_id)b::integer[], %(correlation_id)b::uuid[], %(message_id)b::text[], %(mail_id)b::uuid[],
            %(sha256)b::text[], %(size_bytes)b::integer[], %(sealed)b::bytea[], %(created_at)b::timestamptz[],
            %(asked_at)b::timestamptz[], %(traceparent)b::text[])
     AS new (send_id, account_id, account_key, kind, state, reason, request, subject, rule_id, correlation_id,
             message_id, mail_id, sha256, size_bytes, sealed, created_at, asked_at, traceparent)
ORDER BY new.send_id
ON CONFLICT (send_id) DO NOTHING
RETURNING send_id
"""
UPDATE_SENDS = """
UPDATE send SET state = new.state, reason = new.reason,
                next_attempt_at = CASE WHEN new.state = 'waiting' THEN next_attempt_at END
FROM unnest(%(send_ids)s::uuid[], %(states)s::text[], %(reasons)s::text[]) AS new (send_id, state, reason)
WHERE send.send_id = new.send_id
"""
WRITE_RECIPIENTS = """
WITH new AS (
    SELECT * FROM unnest(%(account_ids)s::integer[], %(send_ids)s::uuid[], %(addresses)s::text[], %(states)s::text[],
                         %(reasons)s::text[])
         WITH ORDINALITY AS one (account_id, send_id, address, state, reason, position)
), written AS (
    INSERT INTO send_recipient (send_id, address, state, reason)
    SELECT send_id, address, state, reason FROM new
    ON CONFLICT DO NOTHING
)
INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reason)
SELECT account_id, send_id, address, 0, state, reason FROM new WHERE state <> 'waiting' ORDER BY position
"""
Row = Mapping[str, Any]


class IntakeStore:
    """Writes what was consumed."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def unknown(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        """Those that the ledger has not seen."""
        async with session(self._pool) as connection:
            rows = await (await connection.execute(READ_KNOWN, {"send_ids": list(send_ids)})).fetchall()
        return frozenset(send_ids) - {SendId(row[0]) for row in rows}

    async def record(self, entries: Sequence[Entry], caps: Caps) -> Sequence[Refused]:
        """Writes new sends in one transaction, a known send_id changes nothing; returns those not to be sent, and why.

        Automatic mail passes the loop guard here: one mail for a message and a recipient, over all processes.
        """
        if not entries:
            return ()
        async with transaction(self._pool) as connection:
            rows = await self._rows(connection, entries)
            await lock_recipients(connection, entries)
            values = {name: [row[name] for row in rows] for name in rows[0]}
            written = await (await connection.execute(WRITE_SENDS, values)).fetchall()
            new = {send_id for (send_id,) in written}
            states = [
                (entry, await _states(connection, entry, row, caps))
                for entry, row in zip(entries, rows, strict=True)
                if row["send_id"] in new
            ]
            await _write_recipients(connection, states)
            return await _refused(connection, states)

    async def _rows(self, connection: Connection, entries: Sequence[Entry]) -> Sequence[Row]:
        mails = [mail_of(entry) for entry in entries]
        keys: dict[MailId, ContentKey] = {}
        for account_id in sorted({entry.request.account_id for entry in entries}):
            of_account = zip(entries, mails, strict=True)
            wanted = [mail for e, mail in of_account if e.request.account_id == account_id and mail is not None]
            keys |= await self._vault.keys_for_new(connection, account_id, wanted) if wanted else {}
        return [
            _row(entry, mail, keys.get(mail) if mail is not None else None)
            for entry, mail in zip(entries, mails, strict=True)
        ]


def mail_of(entry: Entry) -> MailId | None:
    """The mail_id of a composed entry."""
    if isinstance(entry.content, Rejected) or entry.account is None:
        return None
    return ids.mail_id(entry.account.account_key, ids.content_hash(entry.content.raw))


def _row(entry: Entry, mail: MailId | None, key: ContentKey | None) -> Row:
    request = entry.request
    row: dict[str, object] = {
        "send_id": request.send_id,
        "account_id": request.account_id,
        "account_key": entry.account.account_key if entry.account else None,
        "kind": request.kind.value,
        # The bodies are in the sealed message alone: what is erased must be gone.
        "request": request.model_dump_json(exclude={"plain_body", "html_body"}).replace("\\u0000", "\\ufffd"),
        "subject": one_line(request.subject),
        "rule_id": request.rule_id,
        "correlation_id": request.correlation_id,
        "created_at": entry.created_at,
        "asked_at": entry.asked_at,
        "traceparent": entry.traceparent,
        "state": SendState.WAITING.value,
        "reason": "",
    }
    content = entry.content
    if isinstance(content, Composed) and key is not None:
        return row | {
            "message_id": content.message_id,
            "mail_id": mail,
            "sha256": ids.content_hash(content.raw),
            "size_bytes": len(content.raw),
            "sealed": key.seal(content.raw),
        }
    reason = content.reason if isinstance(content, Rejected) else ERASED
    row |= {"state": SendState.REJECTED.value, "reason": one_line(reason)}
    return row | {"message_id": "", "mail_id": None, "sha256": "", "size_bytes": 0, "sealed": None}


async def _states(connection: Connection, entry: Entry, row: Row, caps: Caps) -> dict[str, State]:
    if row["state"] == SendState.REJECTED:
        return dict.fromkeys(entry.recipients, (RecipientState.REJECTED, row["reason"]))
    return await guarded(connection, entry, caps)


async def _write_recipients(connection: Connection, states: Sequence[tuple[Entry, Mapping[str, State]]]) -> None:
    rows = [
        (entry.request.account_id, entry.request.send_id, printable(address), state.value, reason)
        for entry, of_entry in states
        for address, (state, reason) in of_entry.items()
    ]
    names = ("account_ids", "send_ids", "addresses", "states", "reasons")
    values = {name: [row[index] for row in rows] for index, name in enumerate(names)}
    await connection.execute(WRITE_RECIPIENTS, values)


def _refusal(entry: Entry, state: RecipientState, reason: str) -> Refused:
    request = entry.request
    return Refused(request.send_id, request.account_id, state.value, reason, request.kind)


async def _refused(connection: Connection, states: Sequence[tuple[Entry, Mapping[str, State]]]) -> Sequence[Refused]:
    """The sends that do not go (to somebody), written so."""
    refused: list[Refused] = []
    wholes: list[SendState] = []
    for entry, of_entry in states:
        first = next(((state, reason) for state, reason in of_entry.values() if reason), None)
        if first is not None:
            refused.append(_refusal(entry, *first))
            wholes.append(send_state(state for state, _ in of_entry.values()))
    if refused:
        values = {
            "send_ids": [one.send_id for one in refused],
            "states": [whole.value for whole in wholes],
            "reasons": [one.reason for one in refused],
        }
        await connection.execute(UPDATE_SENDS, values)
    return refused
