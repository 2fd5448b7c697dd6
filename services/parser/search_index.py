"""The search index: which words a message is found by."""

import logging
from uuid import UUID

import psycopg

from shared.postgres.sessions import Connection, Pool, first_line, transaction

READ_TO_INDEX = """
SELECT mail_id FROM message_to_index ORDER BY stored_at, mail_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
# What is newly written, the signature, and what is quoted unless the message that it answers is here, where it is found
# itself (decision 68). 32,768 characters of each give a tsvector below its limit of 1 MiB, whatever they are.
# PostgreSQL's own parser passes over HTML tags. Addresses are indexed whole and in their two halves, file names whole
# and in parts.
INDEX = """
WITH taken AS (
    DELETE FROM message_to_index WHERE mail_id = ANY(%(mail_ids)s) RETURNING mail_id
), written AS MATERIALIZED (
    SELECT
        mail_id, subject, left(jsonb_path_query_array(addresses, '$.*[*].*')::text, 32768) AS people,
        (SELECT left(string_agg(filename, ' ' ORDER BY position), 4096) FROM attachment WHERE mail_id = message.mail_id)
        AS files,
        coalesce(reply_text, CASE plain_body WHEN '' THEN html_body ELSE plain_body END) AS new,
        coalesce(signature, '') AS signature,
        CASE WHEN quoted_text IS NULL OR EXISTS (
            SELECT FROM message AS answered
            WHERE answered.account_id = message.account_id AND answered.mail_id <> message.mail_id
                AND answered.message_id = ANY(message.in_reply_to[1:10])
        ) THEN '' ELSE quoted_text END AS quoted
    FROM message JOIN taken USING (mail_id)
)
INSERT INTO message_search (mail_id, document)
SELECT
    mail_id,
    setweight(to_tsvector('simple', subject), 'A')
    || setweight(to_tsvector('simple', people || ' ' || translate(people, '@', ' ')), 'B')
    || setweight(to_tsvector('simple', coalesce(files || ' ' || translate(files, '._-', '   '), '')), 'B')
    || setweight(to_tsvector('simple', left(concat_ws(E'\n', new, signature, quoted), 32768)), 'C')
FROM written
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


class SearchIndex:
    """What search looks into, in PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, limit: int) -> int:
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
