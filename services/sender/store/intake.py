"""The ledger's entrance: requests become rows, once; automatic mail passes the loop guard."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.sender.domain.compose import Composed
from services.sender.domain.guard import Caps, Counts, suppressed_because
from services.sender.domain.intake import Entry, Rejected
from services.sender.domain.reply import one_line, printable
from services.sender.domain.states import RecipientState, SendState, send_state
from services.sender.ports import Refused
from shared import ids
from shared.db import Connection, Pool, transaction
from shared.ids import MailId, SendId
from shared.seal import ContentKey, Vault

GUARD_LOCKS = 7301
ERASED = "its mail was erased: it is not sent"

READ_KNOWN = "SELECT send_id FROM send WHERE send_id = ANY(%(send_ids)s)"
LOCK_RECIPIENTS = """
SELECT pg_advisory_xact_lock(%(space)s, hashtext(one.recipient))
FROM (SELECT DISTINCT recipient FROM unnest(%(recipients)s::text[]) AS recipient ORDER BY recipient) AS one
"""
COUNT_ANSWERS = """
SELECT EXISTS (SELECT FROM send_answer WHERE answered = %(answered)s AND recipient = %(recipient)s),
       (SELECT count(*) FROM send_answer
        WHERE recipient = %(recipient)s AND kind = 'auto_reply' AND at > %(at)s - interval '1 hour'),
       (SELECT count(*) FROM send_answer WHERE thread_id = %(thread_id)s AND kind = 'auto_reply')
"""
WRITE_ANSWER = """
INSERT INTO send_answer (answered, recipient, send_id, kind, thread_id, at)
VALUES (%(answered)s, %(recipient)s, %(send_id)s, %(kind)s, %(thread_id)s, %(at)s)
"""
WRITE_SEND = """
INSERT INTO send (send_id, account_id, account_key, kind, state, reason, request, subject, rule_id, correlation_id,
                  message_id, mail_id, sha256, size_bytes, sealed, created_at, next_attempt_at)
VALUES (%(send_id)s, %(account_id)s, %(account_key)s, %(kind)s, %(state)s, %(reason)s, %(request)s, %(subject)s,
        %(rule_id)s, %(correlation_id)s, %(message_id)s, %(mail_id)s, %(sha256)s, %(size_bytes)s, %(sealed)s,
        %(created_at)s,
        CASE WHEN %(state)s = 'waiting' THEN clock_timestamp() END)
ON CONFLICT (send_id) DO NOTHING
RETURNING send_id
"""
UPDATE_SEND = """
UPDATE send SET state = %(state)s, reason = %(reason)s,
                next_attempt_at = CASE WHEN %(state)s = 'waiting' THEN next_attempt_at END
WHERE send_id = %(send_id)s
"""
WRITE_RECIPIENTS = """
INSERT INTO send_recipient (send_id, address, state, reason)
SELECT %(send_id)s, new.address, new.state, new.reason
FROM unnest(%(addresses)s::text[], %(states)s::text[], %(reasons)s::text[]) AS new (address, state, reason)
ON CONFLICT DO NOTHING
"""
WRITE_CHANGES = """
INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reason)
SELECT %(account_id)s, %(send_id)s, new.address, 0, new.state, new.reason
FROM unnest(%(addresses)s::text[], %(states)s::text[], %(reasons)s::text[]) AS new (address, state, reason)
WHERE new.state <> 'waiting'
"""
State = tuple[RecipientState, str]


class IntakeStore:
    """Writes what was consumed."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def unknown(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        """Those that the ledger has not seen."""
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(READ_KNOWN, {"send_ids": list(send_ids)})).fetchall()
        return frozenset(send_ids) - {SendId(row[0]) for row in rows}

    async def record(self, entries: Sequence[Entry], caps: Caps) -> Sequence[Refused]:
        """Writes new sends in one transaction, a known send_id changes nothing; returns those not to be sent, and why.

        Automatic mail passes the loop guard here: one mail for a message and a recipient, over all processes.
        """
        refused: list[Refused] = []
        async with transaction(self._pool) as connection:
            keys = await self._keys(connection, entries)
            await _lock_recipients(connection, entries)
            for entry in entries:
                one = await _record(connection, entry, keys, caps)
                refused += [one] if one is not None else []
        return refused

    async def _keys(self, connection: Connection, entries: Sequence[Entry]) -> Mapping[MailId, ContentKey]:
        keys: dict[MailId, ContentKey] = {}
        for account_id in sorted({entry.request.account_id for entry in entries}):
            wanted = [mail for e in entries if e.request.account_id == account_id and (mail := mail_of(e)) is not None]
            keys |= await self._vault.keys_for_new(connection, account_id, wanted) if wanted else {}
        return keys


def mail_of(entry: Entry) -> MailId | None:
    """The mail_id of a composed entry."""
    if isinstance(entry.content, Rejected) or entry.account is None:
        return None
    return ids.mail_id(entry.account.account_key, ids.content_hash(entry.content.raw))


async def _lock_recipients(connection: Connection, entries: Sequence[Entry]) -> None:
    # In ascending order, so that two processes never wait for each other; released with the transaction.
    recipients = [_folded(one) for e in entries if e.request.kind.is_automatic for one in e.recipients]
    if recipients:
        await connection.execute(LOCK_RECIPIENTS, {"space": GUARD_LOCKS, "recipients": recipients})


async def _record(
    connection: Connection, entry: Entry, keys: Mapping[MailId, ContentKey], caps: Caps
) -> Refused | None:
    """Writes one send; returns why it is not sent (to somebody), None when it is, or is known already."""
    content = entry.content
    mail = mail_of(entry)
    key = keys.get(mail) if mail is not None else None
    if isinstance(content, Composed) and key is None:
        content = Rejected(ERASED)
    columns = _columns(entry, content, mail, key)
    if await (await connection.execute(WRITE_SEND, columns)).fetchone() is None:
        return None
    if isinstance(content, Rejected):
        states: dict[str, State] = dict.fromkeys(entry.recipients, (RecipientState.REJECTED, one_line(content.reason)))
    else:
        states = await _guarded(connection, entry, caps)
    await _write_recipients(connection, entry, states)
    refused = next(((state, reason) for state, reason in states.values() if reason), None)
    if refused is None:
        return None
    whole = send_state(state for state, _ in states.values())
    values = {"send_id": entry.request.send_id, "state": whole.value, "reason": refused[1]}
    await connection.execute(UPDATE_SEND, values)
    return Refused(entry.request.send_id, entry.request.account_id, refused[0].value, refused[1])


def _columns(
    entry: Entry, content: Composed | Rejected, mail: MailId | None, key: ContentKey | None
) -> dict[str, object]:
    request = entry.request
    columns: dict[str, object] = {
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
        "state": SendState.WAITING.value,
        "reason": "",
    }
    if isinstance(content, Rejected) or key is None:
        reason = content.reason if isinstance(content, Rejected) else ERASED
        columns |= {"state": SendState.REJECTED.value, "reason": one_line(reason)}
        return columns | {"message_id": "", "mail_id": None, "sha256": "", "size_bytes": 0, "sealed": None}
    return columns | {
        "message_id": content.message_id,
        "mail_id": mail,
        "sha256": ids.content_hash(content.raw),
        "size_bytes": len(content.raw),
        "sealed": key.seal(content.raw),
    }


async def _guarded(connection: Connection, entry: Entry, caps: Caps) -> dict[str, State]:
    request = entry.request
    if not request.kind.is_automatic:
        return dict.fromkeys(entry.recipients, (RecipientState.WAITING, ""))
    states: dict[str, State] = {}
    for address in entry.recipients:
        values = {
            "answered": printable(request.answers_message_id or str(request.send_id)),
            "recipient": _folded(address),
            "send_id": request.send_id,
            "kind": request.kind.value,
            "thread_id": request.answers_thread_id,
            "at": entry.created_at,
        }
        row = await (await connection.execute(COUNT_ANSWERS, values)).fetchone()
        reason = suppressed_because(request.kind, entry.age_s, Counts(*row), caps) if row else None
        if reason is None:
            await connection.execute(WRITE_ANSWER, values)
        states[address] = (RecipientState.SUPPRESSED, reason) if reason else (RecipientState.WAITING, "")
    return states


async def _write_recipients(connection: Connection, entry: Entry, states: Mapping[str, State]) -> None:
    values: dict[str, int | UUID | list[str]] = {
        "account_id": entry.request.account_id,
        "send_id": entry.request.send_id,
        "addresses": [printable(address) for address in states],
        "states": [state.value for state, _ in states.values()],
        "reasons": [reason for _, reason in states.values()],
    }
    await connection.execute(WRITE_RECIPIENTS, values)
    await connection.execute(WRITE_CHANGES, values)


def _folded(address: str) -> str:
    return printable(address.casefold())
