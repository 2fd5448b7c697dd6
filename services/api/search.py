"""Words in lists, with a bound on the work of a page (decision 48).

Words that few messages have are looked up: all of them, then the list's filters. Words that many messages have are
met on the way: the list is walked in its own order, and what has the words is kept; a page ends where it is full, or
after MOST_WALKED rows, and the next one begins behind the last row that was looked at. So no row is missed or shown
twice, and a page may hold fewer rows than asked for although there are more.
"""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import dict_row

from services.api.cursor import Position, as_text
from services.api.lists import Part
from shared.postgres.sessions import Connection

MOST_LOOKED_UP = 2_000
MOST_WALKED = 1_000
# All statements of a search see the same rows: or what arrives meanwhile could move others over the end of the page.
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Words that must not be there alone are no question for the index.
HAS_WORD_TO_LOOK_UP = "SELECT querytree(websearch_to_tsquery('simple', %s)) <> 'T'"
# With a limit the planner may think that it meets enough of a rare word by reading everything.
BY_INDEX_ONLY, AS_BEFORE = "SET LOCAL enable_seqscan = off", "SET LOCAL enable_seqscan = on"
# First what the index can tell alone: it knows neither that a word is absent (querytree leaves that out) nor that words
# are neighbours, and would open each message. Then the few are asked for the words as they were written.
LOOK_UP = """
WITH found AS MATERIALIZED (
    SELECT mail_id, document FROM read_message_search
    WHERE document @@ replace(querytree(websearch_to_tsquery('simple', %(search)s)), '<->', '&')::tsquery
    LIMIT %(limit)s
)
SELECT CASE WHEN (SELECT count(*) FROM found) < %(limit)s THEN ARRAY(
    SELECT mail_id FROM found WHERE document @@ websearch_to_tsquery('simple', %(search)s)
) END
"""
HAS_WORDS: LiteralString = "(document @@ websearch_to_tsquery('simple', %(search)s)) IS TRUE"
"""The same asked of one message: written so that no index answers it, since that would look up all others too."""


async def few_with(connection: Connection, search: str) -> list[UUID] | None:
    """The mails with these words; None when they are more than MOST_LOOKED_UP, or cannot be looked up.

    It begins the transaction, which sees one moment.
    """
    await connection.execute(ONE_MOMENT)
    ((can_look_up,),) = await (await connection.execute(HAS_WORD_TO_LOOK_UP, [search])).fetchall()
    if not can_look_up:
        return None
    await connection.execute(BY_INDEX_ONLY)
    cursor = await connection.execute(LOOK_UP, {"search": search, "limit": MOST_LOOKED_UP + 1})
    found: list[tuple[list[UUID] | None]] = await cursor.fetchall()
    await connection.execute(AS_BEFORE)
    return found[0][0]


async def walked_to(
    connection: Connection, part: Part, query: LiteralString, values: Mapping[str, object]
) -> Position | None:
    """The last row that a page may look at, where there is one; `query` gives the rows from there on."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(part.statement(query), {**values, "walked": MOST_WALKED - 1})
    row: Mapping[str, Any] | None = await cursor.fetchone()
    if row is None:
        return None
    column, identifier = (each.sql.rpartition(".")[2] for each in (part.column, part.listing.id))
    return Position(as_text(row[column]), as_text(row[identifier]))
