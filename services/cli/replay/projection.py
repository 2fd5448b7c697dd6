"""What a replay is compared by: a schema's projections, a row a mail, and its fields where rows differ."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from shared.postgres.sessions import session_options
from shared.settings import Settings

FIELDS: Mapping[str, LiteralString] = {
    "message_id": "message.message_id",
    "effect": "message.effect_id",
    "direction": "message.direction",
    "subject": "message.subject",
    "author": "message.from_email, message.from_name",
    "recipients": "message.to_emails, message.cc_emails, message.bcc_emails, message.reply_to_emails",
    "references": 'message.in_reply_to, message."references"',
    "date": "message.dated_at, message.sort_at",
    "plain_body": "message.plain_body",
    "html_body": "message.html_body",
    "reply": (
        "coalesce(message.reply_text, message.plain_body), coalesce(message.quoted_text, ''),"
        " coalesce(message.signature, '')"
    ),
    "sealed content": "coalesce(message.sealed_content, '')",
    "attachments": (
        "(SELECT array_agg(row(filename, content_type, sha256, is_inline, disposition) ORDER BY position)"
        " FROM read_attachment WHERE mail_id = message.mail_id)"
    ),
    "automatic": "message.is_automatic, message.is_report, message.is_list",
    "report": "message.report",
    "kind of automatic mail": "coalesce(message.auto_submitted, ''), coalesce(message.auto_kind, 'none')",
    "defects": "message.defects",
    "sender": "message.sender",
    "language": "message.language",
    "contact": "message.contact",
    "authentication": "message.authentication",
    "calendar": "message.calendar",
    "encryption": "message.encryption",
}
"""What a person calls it, and what of `read_message` belongs to it."""
DIGESTS = sql.SQL(", ").join(sql.SQL("md5(row({})::text)").format(sql.SQL(columns)) for columns in FIELDS.values())
READ = sql.SQL("""
SELECT message.mail_id::text, message.direction, md5(concat({digests})), placement.thread_id::text,
       (SELECT string_agg(m ->> 'rule_id', ',' ORDER BY m ->> 'rule_id') FROM jsonb_array_elements(run.matches) AS m),
       thread.status
FROM read_message AS message
LEFT JOIN read_placement AS placement USING (mail_id)
LEFT JOIN read_thread AS thread ON thread.strand_id = placement.strand_id
LEFT JOIN read_rule_run AS run ON run.mail_id = message.mail_id
WHERE message.fetched_at <= %s AND NOT EXISTS (SELECT FROM erased WHERE erased.mail_id = message.mail_id)
""").format(digests=DIGESTS)
READ_FIELDS = sql.SQL("""
SELECT mail_id::text, ARRAY[{digests}] FROM read_message AS message WHERE mail_id = ANY(%s)
""").format(digests=DIGESTS)


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared of one mail; `content` is a digest over all FIELDS."""

    direction: str
    content: str
    thread_id: str | None
    rules: str | None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """One schema's projections, read as the command line may."""

    settings: Settings
    schema: str

    def rows(self, until: datetime) -> dict[str, Row]:
        """Every mail that was fetched no later than `until`, and can be read again: without those that were erased."""
        with self._session() as connection:
            rows = connection.execute(READ, (until,)).fetchall()
        return {str(row[0]): Row(*row[1:]) for row in rows}

    def digests(self, mail_ids: Collection[str]) -> dict[str, list[str]]:
        """Mail to a digest for each of FIELDS, in their order."""
        with self._session() as connection:
            return {row[0]: row[1] for row in connection.execute(READ_FIELDS, (list(mail_ids),))}

    def _session(self) -> "psycopg.Connection[tuple[Any, ...]]":
        options = session_options("cli", self.schema, self.settings.database_timeout_s)
        return psycopg.connect(self.settings.database_url.get_secret_value(), options=options)
