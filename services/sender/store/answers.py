"""The loop guard's memory: one automatic mail for a message and a recipient, over all accounts and processes."""

from collections.abc import Sequence

from services.sender.domain.guard import Caps, Counts, suppressed_because
from services.sender.domain.intake import Entry
from services.sender.domain.ledger import RecipientState
from services.sender.domain.reply import printable
from shared.events import SendKind
from shared.postgres.sessions import Connection

GUARD_LOCKS = 7301
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
State = tuple[RecipientState, str]


async def lock_recipients(connection: Connection, entries: Sequence[Entry]) -> None:
    """For automatic mail, until the transaction ends; in ascending order, so that two processes never deadlock."""
    recipients = [_folded(one) for e in entries if e.request.kind.is_automatic for one in e.recipients]
    if recipients:
        await connection.execute(LOCK_RECIPIENTS, {"space": GUARD_LOCKS, "recipients": recipients})


async def guarded(connection: Connection, entry: Entry, caps: Caps) -> dict[str, State]:
    """Each recipient of an entry that is new in the ledger: waiting, or suppressed with the reason."""
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
        if reason is None and request.kind is not SendKind.CANARY:
            await connection.execute(WRITE_ANSWER, values)
        states[address] = (RecipientState.SUPPRESSED, reason) if reason else (RecipientState.WAITING, "")
    return states


def _folded(address: str) -> str:
    return printable(address.casefold())
