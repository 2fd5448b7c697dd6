"""What messages quote, known by the earlier messages of their threads, at every reading: decision 71."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from psycopg.rows import DictRow, dict_row

from services.api.messages.resources import Message
from shared.known_quotes.reread import Divided, reread
from shared.known_quotes.words import EarlierText, earlier_text
from shared.postgres.sessions import Connection

MOST_EARLIER = 20
MOST_IN_THREAD = 5_000
"""Of a longer thread only the parent is looked at."""
MOST_CHARS = 65_536
"""Of all earlier texts together that one message is held against."""
MOST_OWN_CHARS = 16_384
FEWEST_CHARS = 40
GET_PARENTS = """
SELECT message.mail_id, parent.mail_id AS earlier
FROM read_message AS message
CROSS JOIN LATERAL (
    SELECT mail_id FROM read_message AS named
    WHERE named.account_id = message.account_id AND named.mail_id <> message.mail_id
      AND named.message_id = message.in_reply_to[cardinality(message.in_reply_to)]
    ORDER BY sort_at, mail_id LIMIT 1
) AS parent
WHERE message.mail_id = ANY(%(mail_ids)s)
"""
GET_EARLIER = """
WITH strand AS (
    SELECT DISTINCT strand_id FROM read_placement JOIN read_thread USING (strand_id)
    WHERE mail_id = ANY(%(mail_ids)s) AND message_count BETWEEN 2 AND %(most_in_thread)s
), ordered AS (
    SELECT mail_id, array_agg(mail_id) OVER (
        PARTITION BY strand_id ORDER BY sort_at, mail_id ROWS BETWEEN %(most_earlier)s PRECEDING AND 1 PRECEDING
    ) AS earlier
    FROM read_placement WHERE strand_id IN (SELECT strand_id FROM strand)
)
SELECT mail_id, earlier FROM ordered WHERE mail_id = ANY(%(mail_ids)s) AND earlier IS NOT NULL
"""
GET_TEXTS = """
SELECT mail_id, message_id, from_email, left(coalesce(reply_text, plain_body), %(own_chars)s) AS own,
       CASE WHEN mail_id = ANY(%(nearest)s) THEN left(concat_ws(E'\\n', quoted_text, signature), %(chars)s) ELSE '' END
           AS rest
FROM read_message WHERE mail_id = ANY(%(mail_ids)s)
"""
Texts = Mapping[UUID, DictRow]


async def with_known_quotes(connection: Connection, messages: Sequence[Message]) -> list[Message]:
    """The messages with `quoted_known`, and what is quoted without a mark in `quoted_text`."""
    asked = [each.id for each in messages if each.quoted_text or len(each.reply_text) >= FEWEST_CHARS]
    earlier = await _earlier(connection, asked) if asked else {}
    texts = await _texts(connection, earlier) if earlier else {}
    return await asyncio.to_thread(_reread, messages, earlier, texts)


async def _earlier(connection: Connection, mail_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Of each message its parent and those before it in its thread, the latest first."""
    values = {"mail_ids": mail_ids, "most_in_thread": MOST_IN_THREAD, "most_earlier": MOST_EARLIER}
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for mail_id, parent in await (await connection.execute(GET_PARENTS, values)).fetchall():
        found[mail_id].append(parent)
    for mail_id, before in await (await connection.execute(GET_EARLIER, values)).fetchall():
        found[mail_id] += [each for each in reversed(before) if each not in found[mail_id]]
    return found


async def _texts(connection: Connection, earlier: Mapping[UUID, Sequence[UUID]]) -> Texts:
    """What they say; of each message's nearest one also what that quotes in turn."""
    values = {
        "mail_ids": list({each for found in earlier.values() for each in found}),
        "nearest": list({found[0] for found in earlier.values()}),
        "chars": MOST_CHARS,
        "own_chars": MOST_OWN_CHARS,
    }
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(GET_TEXTS, values)
    return {row["mail_id"]: row for row in await cursor.fetchall()}


def _reread(messages: Sequence[Message], earlier: Mapping[UUID, Sequence[UUID]], texts: Texts) -> list[Message]:
    read: dict[UUID, EarlierText] = {}
    done = []
    for message in messages:
        before = list(islice(_near(message, earlier.get(message.id, ()), texts), MOST_EARLIER + 1))
        for each in before:
            if each not in read:
                read[each] = earlier_text(*map(texts[each].__getitem__, ("from_email", "own", "rest")))
        divided = Divided(message.from_email, message.subject, message.reply_text, message.quoted_text)
        told = reread(divided, [read[each] for each in before])
        changed = {"reply_text": told.reply_text, "quoted_text": told.quoted_text, "quoted_known": told.is_known}
        done.append(message.model_copy(update=changed))
    return done


def _near(message: Message, earlier: Sequence[UUID], texts: Texts) -> Iterator[UUID]:
    """As many as are to be looked at, the first however long it is, without other copies of the same message."""
    chars = 0
    for each in earlier:
        text = texts.get(each)
        if text is None or (message.message_id and text["message_id"] == message.message_id):
            continue
        if chars > MOST_CHARS:
            return
        chars += len(text["own"]) + len(text["rest"])
        yield each
