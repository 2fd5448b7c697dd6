"""The parser's tables."""

from collections.abc import Iterator, Sequence

from services.parser.domain.event import ParsedCopy
from services.parser.given_up import given_up_among
from services.parser.keys import Keys
from shared.events import MessageParsed, RawFetched
from shared.ids import MailId
from shared.postgres.sessions import Pool, transaction
from shared.postgres.values import as_json
from shared.seal import Vault

READ_ERASED = "SELECT mail_id FROM erased WHERE mail_id = ANY(%(mail_ids)s)"

# A further copy of a known mail can only bring forward when it arrived and was fetched, say that we sent it, or seal
# what was in clear: whatever the order of the copies, the row ends the same.
UPSERT_MESSAGE = """
INSERT INTO message (
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name,
    to_emails, cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references",
    plain_body, html_body, plain_blob, html_blob, dated_at, arrived_at, sort_at, fetched_at, size_bytes,
    has_attachments, reverse_path, is_automatic, automatic_reason, is_report, is_list, defects, send_id,
    report, auto_submitted, auto_kind, reply_text, quoted_text, signature, sealed_content,
    sender, language, contact, authentication, calendar, encryption
)
SELECT
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name,
    to_emails, cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references",
    body.plain, body.html, plain_blob, html_blob, dated_at, arrived_at, sort_at, fetched_at, size_bytes,
    has_attachments, reverse_path, is_automatic, automatic_reason, is_report, is_list, defects, send_id,
    report, auto_submitted, auto_kind, reply_text, quoted_text, signature, body.sealed,
    sender, language, contact, authentication, calendar, encryption
FROM json_populate_recordset(NULL::message, %(rows)s)
JOIN unnest(%(mail_ids)s::uuid[], %(plain)b::text[], %(html)b::text[], %(sealed)b::bytea[])
    AS body (mail_id, plain, html, sealed) USING (mail_id)
ORDER BY mail_id
ON CONFLICT (mail_id) DO UPDATE SET
    arrived_at = least(message.arrived_at, excluded.arrived_at),
    sort_at = coalesce(least(message.arrived_at, excluded.arrived_at), message.sort_at),
    fetched_at = least(message.fetched_at, excluded.fetched_at),
    direction = CASE 'outbound' WHEN excluded.direction THEN 'outbound' ELSE message.direction END,
    send_id = coalesce(message.send_id, excluded.send_id),
    plain_body = CASE WHEN excluded.sealed_content IS NULL THEN message.plain_body ELSE '' END,
    html_body = CASE WHEN excluded.sealed_content IS NULL THEN message.html_body ELSE '' END,
    reply_text = CASE WHEN excluded.sealed_content IS NULL THEN message.reply_text END,
    quoted_text = CASE WHEN excluded.sealed_content IS NULL THEN message.quoted_text END,
    signature = CASE WHEN excluded.sealed_content IS NULL THEN message.signature END,
    contact = CASE WHEN excluded.sealed_content IS NULL THEN message.contact END,
    calendar = CASE WHEN excluded.sealed_content IS NULL THEN message.calendar END,
    sealed_content = coalesce(message.sealed_content, excluded.sealed_content)
WHERE (excluded.arrived_at IS NOT NULL AND excluded.arrived_at < coalesce(message.arrived_at, 'infinity'))
    OR excluded.fetched_at < message.fetched_at
    OR excluded.direction = 'outbound' AND message.direction <> 'outbound'
    OR excluded.send_id IS NOT NULL AND message.send_id IS NULL
    OR excluded.sealed_content IS NOT NULL AND message.sealed_content IS NULL
"""
INSERT_COPY = """
INSERT INTO copy SELECT * FROM json_populate_recordset(NULL::copy, %(rows)s) ORDER BY copy_id
ON CONFLICT (copy_id) DO NOTHING
"""
INSERT_ATTACHMENT = """
INSERT INTO attachment SELECT * FROM json_populate_recordset(NULL::attachment, %(rows)s) ORDER BY mail_id, position
ON CONFLICT (mail_id, position) DO NOTHING
"""
INSERT_TO_INDEX = """
INSERT INTO message_to_index (mail_id)
SELECT DISTINCT new.mail_id FROM unnest(%(mail_ids)s::uuid[]) AS new (mail_id)
WHERE NOT EXISTS (SELECT FROM message_search WHERE message_search.mail_id = new.mail_id)
ORDER BY new.mail_id
ON CONFLICT (mail_id) DO NOTHING
"""
# A mail that was in clear before: its files lose their names, and what it is found by is made anew. An indexer that is
# at it has the row of message_to_index: this waits until it is done, and then takes away what it made.
FORGET_FILE_NAMES = """
UPDATE attachment SET filename = '', content_id = NULL
WHERE mail_id = ANY(%(mail_ids)s) AND (filename <> '' OR content_id IS NOT NULL)
"""
INDEX_ANEW = """
INSERT INTO message_to_index (mail_id) SELECT DISTINCT new.mail_id FROM unnest(%(mail_ids)s::uuid[]) AS new (mail_id)
ORDER BY new.mail_id
ON CONFLICT (mail_id) DO UPDATE SET stored_at = message_to_index.stored_at
"""
FORGET_WORDS = "DELETE FROM message_search WHERE mail_id = ANY(%(mail_ids)s)"


class MessageStore:
    """Messages, copies and attachments in PostgreSQL; what is to be indexed is noted with them."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def keys_of(self, mail_ids: Sequence[MailId]) -> Keys:
        """The keys of these mails, which of the others were erased, and which were given up."""
        async with transaction(self._pool) as connection:
            keys = await self._vault.keys_of(connection, list(mail_ids))
            given_up = await given_up_among(connection, mail_ids)
            if len(keys) == len(mail_ids):
                return Keys(keys, frozenset(), given_up)
            missing = [mail_id for mail_id in mail_ids if mail_id not in keys]
            cursor = await connection.execute(READ_ERASED, {"mail_ids": missing})
            return Keys(keys, frozenset(MailId(mail_id) for (mail_id,) in await cursor.fetchall()), given_up)

    async def save(self, copies: Sequence[ParsedCopy]) -> None:
        """All of them in one transaction, ordered by id so that two parsers never wait for each other."""
        if not copies:
            return
        async with transaction(self._pool) as connection:
            for once in _each_mail_once(copies):
                bodies = {
                    "mail_ids": [copy.event.mail_id for copy in once],
                    "plain": [copy.plain_body for copy in once],
                    "html": [copy.html_body for copy in once],
                    "sealed": [copy.sealed_content for copy in once],
                }
                await connection.execute(UPSERT_MESSAGE, {"rows": as_json(map(_message_row, once)), **bodies})
            await connection.execute(INSERT_COPY, {"rows": as_json(_copy_row(copy.fetched) for copy in copies)})
            attachments = [row for copy in copies for row in _attachment_rows(copy.event)]
            if attachments:
                await connection.execute(INSERT_ATTACHMENT, {"rows": as_json(attachments)})
            await connection.execute(INSERT_TO_INDEX, {"mail_ids": [copy.event.mail_id for copy in copies]})
            sealed = [copy.event.mail_id for copy in copies if copy.sealed_content is not None]
            for statement in (FORGET_FILE_NAMES, INDEX_ANEW, FORGET_WORDS) if sealed else ():
                await connection.execute(statement, {"mail_ids": sealed})

    async def keep_places(self, erased: Sequence[RawFetched]) -> None:
        """Copies without a message: what was erased stays accounted for."""
        if not erased:
            return
        async with transaction(self._pool) as connection:
            rows = as_json({**_copy_row(place), "flags": []} for place in erased)
            await connection.execute(INSERT_COPY, {"rows": rows})


def _each_mail_once(copies: Sequence[ParsedCopy]) -> Iterator[list[ParsedCopy]]:
    """All copies, in as few lists as may be: a statement can change a row only once."""
    left = copies
    while left:
        once: dict[MailId, ParsedCopy] = {}
        again = [copy for copy in left if once.setdefault(copy.event.mail_id, copy) is not copy]
        yield list(once.values())
        left = again


def _message_row(copy: ParsedCopy) -> dict[str, object]:
    event = copy.event
    sender = event.from_addresses[0] if event.from_addresses else None
    lists = {"from": event.from_addresses, "reply_to": event.reply_to, "to": event.to, "cc": event.cc, "bcc": event.bcc}
    return {
        **{name: getattr(event, name) for name in _SAME_NAME},
        "from_email": sender.address if sender else "",
        "from_name": sender.name if sender else "",
        "to_emails": [each.address for each in event.to],
        "cc_emails": [each.address for each in event.cc],
        "bcc_emails": [each.address for each in event.bcc],
        "reply_to_emails": [each.address for each in event.reply_to],
        "addresses": lists,
        "arrived_at": copy.fetched.arrived_at,
        "auto_submitted": event.auto.auto_submitted,
        "auto_kind": event.auto.kind,
        "reply_text": copy.reply.kept_text,
        "quoted_text": copy.reply.quoted or None,
        "signature": copy.reply.signature or None,
        **{name: getattr(copy.facts, name) for name in _FACTS},
    }


_SAME_NAME = (
    *("mail_id", "account_id", "account_key", "message_id", "effect_id", "direction", "subject", "plain_blob"),
    *("html_blob", "dated_at", "sort_at", "fetched_at", "size_bytes", "has_attachments", "reverse_path"),
    *("is_automatic", "automatic_reason", "is_report", "is_list", "send_id", "in_reply_to", "references", "defects"),
    *("report", "sender", "language"),
)
_FACTS = ("contact", "authentication", "calendar", "encryption")


def _copy_row(fetched: RawFetched) -> dict[str, object]:
    return {name: getattr(fetched, name) for name in _OF_COPY}


_OF_COPY = (
    *("copy_id", "mail_id", "account_id", "source", "folder", "uidvalidity", "uid", "uidl", "flags", "effects"),
    *("arrived_at", "fetched_at"),
)


def _attachment_rows(event: MessageParsed) -> list[dict[str, object]]:
    return [{"mail_id": event.mail_id, **part.model_dump()} for part in event.attachments]
