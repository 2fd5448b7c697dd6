"""Messages as the parser and the threader publish them: first which ones, in order, then all about these."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import DictRow, dict_row

from services.api import search
from services.api.contents.opening import opened
from services.api.lists import Column, Found, Listing, Part
from services.api.messages.content import content_fields, named
from services.api.messages.quotes import with_known_quotes
from services.api.messages.resources import Attachment, Message
from services.api.search import HAS_WORDS, few_with, walked_to
from services.api.sends.status import MessageStatus, outbound_status
from shared.content import Content
from shared.postgres.sessions import Connection, Pool, transaction
from shared.seal import Vault

WANTED = """
      (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND (%(direction)s::text IS NULL OR direction = %(direction)s)
  AND (%(thread_id)s::uuid IS NULL OR mail_id IN (
      SELECT mail_id FROM read_placement WHERE strand_id IN (
          SELECT strand_id FROM read_placement WHERE own_thread_id = %(thread_id)s)))
  AND (%(from_email)s::text IS NULL OR lower(from_email) = lower(%(from_email)s))
  AND (%(has_attachments)s::boolean IS NULL OR has_attachments = %(has_attachments)s)
  AND (%(since)s::timestamptz IS NULL OR sort_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR sort_at < %(until)s)
  AND {after}
"""
LIST_MESSAGES = f"SELECT mail_id FROM read_message WHERE {WANTED} ORDER BY {{order}} LIMIT %(limit)s"  # noqa: S608
LOOK_UP_MESSAGES = f"""
SELECT mail_id FROM read_message WHERE mail_id = ANY(%(mail_ids)s) AND {WANTED} ORDER BY {{order}} LIMIT %(limit)s
"""  # noqa: S608
# Each message is asked in the list's own order, and no further than the page needs.
WALK_MESSAGES = f"""
SELECT mail_id FROM (
    SELECT mail_id, sort_at FROM read_message WHERE {WANTED} ORDER BY {{order}} LIMIT %(walked)s
) AS walked
CROSS JOIN LATERAL (
    SELECT FROM read_message_search AS words WHERE words.mail_id = walked.mail_id AND {HAS_WORDS} LIMIT 1
) AS matching
ORDER BY {{order}} LIMIT %(limit)s
"""  # noqa: S608
WALKED_MESSAGES = f"""
SELECT mail_id, sort_at FROM read_message WHERE {WANTED} ORDER BY {{order}} OFFSET %(walked)s LIMIT 1
"""  # noqa: S608
HAS_MESSAGE = "SELECT FROM read_message WHERE mail_id = %s"
HAS_THREAD = "SELECT FROM read_placement WHERE own_thread_id = %(thread_id)s LIMIT 1"
LOAD_MESSAGES = """
SELECT message.mail_id AS id, message.account_id, message.message_id, message.subject,
       message.from_email, message.from_name, message.to_emails, message.cc_emails, message.bcc_emails,
       message.direction, message.plain_body, message.html_body, message.reply_text, message.quoted_text,
       message.signature, message.sealed_content,
       placement.thread_id,
       message.in_reply_to[cardinality(message.in_reply_to)] AS in_reply_to, message."references",
       CASE message.direction WHEN 'inbound' THEN coalesce(message.arrived_at, message.fetched_at) END AS received_at,
       coalesce(send.sent_at, message.dated_at) AS sent_at,
       message.sort_at, message.report,
       jsonb_build_object(
           'auto_submitted', message.auto_submitted, 'is_auto', message.is_automatic, 'is_list', message.is_list,
           'kind', coalesce(
               message.auto_kind,
               CASE WHEN is_list THEN 'list' WHEN is_automatic THEN 'notification' ELSE 'none' END
           )
       ) AS auto,
       ARRAY(SELECT state FROM read_send_recipient WHERE read_send_recipient.send_id = message.send_id) AS states
FROM read_message AS message
LEFT JOIN read_placement AS placement USING (mail_id)
LEFT JOIN read_send AS send USING (send_id)
WHERE message.mail_id = ANY(%(mail_ids)s)
"""
LOAD_ATTACHMENTS = """
SELECT mail_id, position, filename, content_type, size_bytes, content_id, is_inline, NOT is_over_limit AS is_stored
FROM read_attachment WHERE mail_id = ANY(%(mail_ids)s) ORDER BY mail_id, position
"""
ID = Column("mail_id", "uuid", "id")
BY_TIME = {"received_at": Column("sort_at", "timestamptz", "sort_at")}
"""When it arrived or was sent."""
MESSAGES = Listing("messages", ID, BY_TIME, "-received_at")
THREAD_MESSAGES = Listing("messages of a thread", ID, BY_TIME, "received_at")


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages; None means any."""

    account_id: int | None = None
    search: str | None = None
    direction: str | None = None
    thread_id: UUID | None = None
    from_email: str | None = None
    has_attachments: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class MessageStore:
    """Reads only."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def list(self, which: MessageFilter, part: Part) -> Found[Message]:
        """A part of the messages, and one more when there are more."""
        values = {**asdict(which), **part.values()}
        async with transaction(self._pool) as connection:
            if which.search is None:
                return Found(await self._messages(connection, part, LIST_MESSAGES, values))
            mail_ids = await few_with(connection, which.search)
            if mail_ids is not None:
                return Found(await self._messages(connection, part, LOOK_UP_MESSAGES, {**values, "mail_ids": mail_ids}))
            found = await self._messages(connection, part, WALK_MESSAGES, {**values, "walked": search.MOST_WALKED})
            if len(found) > part.limit:
                return Found(found)
            return Found(found, await walked_to(connection, part, WALKED_MESSAGES, values))

    async def get(self, mail_id: UUID) -> Message | None:
        """One message; None when there is none."""
        async with transaction(self._pool) as connection:
            if not await (await connection.execute(HAS_MESSAGE, [mail_id])).fetchall():
                return None
            return (await self._load(connection, [mail_id]))[0]

    async def has_thread(self, thread_id: UUID) -> bool:
        """Whether any message has or had this thread id."""
        async with transaction(self._pool) as connection:
            return await (await connection.execute(HAS_THREAD, {"thread_id": thread_id})).fetchone() is not None

    async def _messages(
        self, connection: Connection, part: Part, query: LiteralString, values: Mapping[str, object]
    ) -> Sequence[Message]:
        cursor = await connection.execute(part.statement(query), values)
        return await self._load(connection, [mail_id for (mail_id,) in await cursor.fetchall()])

    async def _load(self, connection: Connection, mail_ids: Sequence[UUID]) -> Sequence[Message]:
        """The messages, in the order of their ids here."""
        cursor = connection.cursor(row_factory=dict_row)
        await cursor.execute(LOAD_MESSAGES, {"mail_ids": [*mail_ids]})
        rows = {row["id"]: row for row in await cursor.fetchall()}
        await cursor.execute(LOAD_ATTACHMENTS, {"mail_ids": [*mail_ids]})
        attachments: dict[UUID, list[Attachment]] = {}
        for row in await cursor.fetchall():
            attachments.setdefault(row["mail_id"], []).append(Attachment(**row))
        sealed = {mail_id: row["sealed_content"] for mail_id, row in rows.items() if row["sealed_content"] is not None}
        contents = await opened(connection, self._vault, sealed)
        found = [_message(rows[each], attachments.get(each, []), contents.get(each)) for each in mail_ids]
        return await with_known_quotes(connection, found)


def _message(row: DictRow, attachments: list[Attachment], content: Content | None) -> Message:
    fields = {**row, **content_fields(row, content)}
    return Message(**fields, status=_status(row), attachments=named(attachments, content))


def _status(row: DictRow) -> MessageStatus:
    """A copy found in the Sent folder was sent, whoever did it; what we sent, the ledger knows."""
    if row["direction"] == "inbound":
        return "received"
    return outbound_status(row["states"]) if row["states"] else "sent"
