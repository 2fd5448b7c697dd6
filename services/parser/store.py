"""The parser's tables."""

import logging
from collections.abc import Iterator, Sequence
from uuid import UUID

import psycopg

from services.parser.domain.event import ParsedCopy
from services.parser.given_up import given_up_among
from services.parser.keys import Keys
from shared.events import MessageParsed, RawFetched
from shared.ids import MailId
from shared.postgres.sessions import Connection, Pool, first_line, transaction
from shared.postgres.values import as_json
from shared.seal import Vault

READ_ERASED = "SELECT mail_id FROM erased WHERE mail_id = ANY(%(mail_ids)s)"

# A further copy of a known mail can only bring forward when it arrived and was fetched, or say that we sent it:
# whatever the order of the copies, the row ends the same.
UPSERT_MESSAGE = """
INSERT INTO message (
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name,
    to_emails, cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references",
    plain_body, html_body, plain_blob, html_blob, dated_at, arrived_at, sort_at, fetched_at, size_bytes,
    has_attachments, reverse_path, is_automatic, automatic_reason, is_report, is_list, defects, send_id,
    report, auto_submitted, auto_kind, reply_text, quoted_text, signature
)
SELECT
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name,
    to_emails, cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references",
    body.plain, body.html, plain_blob, html_blob, dated_at, arrived_at, sort_at, fetched_at, size_bytes,
    has_attachments, reverse_path, is_automatic, automatic_reason, is_report, is_list, defects, send_id,
    report, auto_submitted, auto_kind, reply_text, quoted_text, signature
FROM json_populate_recordset(NULL::message, %(rows)s)
JOIN unnest(%(mail_ids)s::uuid[], %(plain)b::text[], %(html)b::text[]) AS body (mail_id, plain, html) USING (mail_id)
ORDER BY mail_id
ON CONFLICT (mail_id) DO UPDATE SET
    arrived_at = least(message.arrived_at, excluded.arrived_at),
    sort_at = coalesce(least(message.arrived_at, excluded.arrived_at), message.sort_at),
    fetched_at = least(message.fetched_at, excluded.fetched_at),
    direction = CASE 'outbound' WHEN excluded.direction THEN 'outbound' ELSE message.direction END,
    send_id = coalesce(message.send_id, excluded.send_id)
WHERE (excluded.arrived_at IS NOT NULL AND excluded.arrived_at < coalesce(message.arrived_at, 'infinity'))
    OR excluded.fetched_at < message.fetched_at
    OR excluded.direction = 'outbound' AND message.direction <> 'outbound'
    OR excluded.send_id IS NOT NULL AND message.send_id IS NULL
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
READ_TO_INDEX = """
SELECT mail_id FROM message_to_index ORDER BY stored_at, mail_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
# 32,768 characters of each give a tsvector below its limit of 1 MiB, whatever they are. PostgreSQL's own parser passes
# over HTML tags. Addresses are indexed whole and in their two halves.
INDEX = """
WITH taken AS (
    DELETE FROM message_to_index WHERE mail_id = ANY(%(mail_ids)s) RETURNING mail_id
), people AS (
    SELECT mail_id, left(jsonb_path_query_array(addresses, '$.*[*].*')::text, 32768) AS text
    FROM message JOIN taken USING (mail_id)
)
INSERT INTO message_search (mail_id, document)
SELECT
    mail_id,
    setweight(to_tsvector('simple', subject), 'A')
    || setweight(to_tsvector('simple', people.text || ' ' || translate(people.text, '@', ' ')), 'B')
    || setweight(
        to_tsvector('simple', left(CASE plain_body WHEN '' THEN html_body ELSE plain_body END, 32768)), 'C'
    )
FROM message JOIN people USING (mail_id)
ON CONFLICT (mail_id) DO NOTHING
"""
INDEX_WITHOUT_WORDS = """
WITH taken AS (DELETE FROM message_to_index WHERE mail_id = ANY(%(mail_ids)s) RETURNING mail_id)
INSERT INTO message_search (mail_id, document) SELECT mail_id, '' FROM taken ON CONFLICT (mail_id) DO NOTHING
"""
# A text that PostgreSQL cannot index, or not within statement_timeout.
UNINDEXABLE = (psycopg.errors.ProgramLimitExceeded, psycopg.errors.QueryCanceled, psycopg.DataError)
COUNT_WAITING = "SELECT count(*) FROM message_to_index"
logger = logging.getLogger(__name__)


class MessageStore:
    """Messages, copies, attachments and the search index in PostgreSQL."""

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
                }
                await connection.execute(UPSERT_MESSAGE, {"rows": as_json(map(_message_row, once)), **bodies})
            await connection.execute(INSERT_COPY, {"rows": as_json(_copy_row(copy.fetched) for copy in copies)})
            attachments = [row for copy in copies for row in _attachment_rows(copy.event)]
            if attachments:
                await connection.execute(INSERT_ATTACHMENT, {"rows": as_json(attachments)})
            await connection.execute(INSERT_TO_INDEX, {"mail_ids": [copy.event.mail_id for copy in copies]})

    async def keep_places(self, erased: Sequence[RawFetched]) -> None:
        """Copies without a message: what was erased stays accounted for."""
        if not erased:
            return
        async with transaction(self._pool) as connection:
            rows = as_json({**_copy_row(place), "flags": []} for place in erased)
            await connection.execute(INSERT_COPY, {"rows": rows})

    async def index(self, limit: int) -> int:
        """Makes up to `limit` messages searchable, those that wait longest first; what cannot be is passed over."""
        async with transaction(self._pool) as connection:
            mail_ids = await _to_index(connection, limit)
            if await _index_error(connection, mail_ids) is None:
                return len(mail_ids)
        for count in range(len(mail_ids)):
            if not await self._index_alone():
                return count
        return len(mail_ids)

    async def _index_alone(self) -> bool:
        """One message, without its words when they cannot be indexed; False when none is left."""
        async with transaction(self._pool) as connection:
            mail_ids = await _to_index(connection, 1)
            error = await _index_error(connection, mail_ids)
            if error is not None:
                logger.warning("search will not find mail %s: %s", mail_ids[0], first_line(error))
                await connection.execute(INDEX_WITHOUT_WORDS, {"mail_ids": mail_ids})
            return bool(mail_ids)

    async def waiting(self) -> int:
        """How many stored messages are not searchable yet."""
        async with transaction(self._pool) as connection:
            row = await (await connection.execute(COUNT_WAITING)).fetchone()
            return int(row[0]) if row else 0


async def _to_index(connection: Connection, limit: int) -> list[UUID]:
    """The messages that wait longest, kept from others until the transaction ends."""
    return [mail_id for (mail_id,) in await (await connection.execute(READ_TO_INDEX, {"limit": limit})).fetchall()]


async def _index_error(connection: Connection, mail_ids: list[UUID]) -> psycopg.Error | None:
    """Indexes these messages, or none of them and gives the error of a text that cannot be indexed."""
    try:
        async with connection.transaction():
            await connection.execute(INDEX, {"mail_ids": mail_ids})
    except UNINDEXABLE as error:
        return error
    return None


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
        "reply_text": None if copy.reply.is_whole else copy.reply.text,
        "quoted_text": copy.reply.quoted or None,
        "signature": copy.reply.signature or None,
    }


_SAME_NAME = (
    *("mail_id", "account_id", "account_key", "message_id", "effect_id", "direction", "subject", "plain_blob"),
    *("html_blob", "dated_at", "sort_at", "fetched_at", "size_bytes", "has_attachments", "reverse_path"),
    *("is_automatic", "automatic_reason", "is_report", "is_list", "send_id", "in_reply_to", "references", "defects"),
    "report",
)


def _copy_row(fetched: RawFetched) -> dict[str, object]:
    return {name: getattr(fetched, name) for name in _OF_COPY}


_OF_COPY = (
    *("copy_id", "mail_id", "account_id", "source", "folder", "uidvalidity", "uid", "uidl", "flags", "effects"),
    *("arrived_at", "fetched_at"),
)


def _attachment_rows(event: MessageParsed) -> list[dict[str, object]]:
    return [{"mail_id": event.mail_id, **part.model_dump()} for part in event.attachments]
