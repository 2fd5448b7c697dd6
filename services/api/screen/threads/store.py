"""What is known about the messages of a thread besides what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow, dict_row

from shared.postgres.sessions import Pool, transaction

GET_PLACEMENTS = """
SELECT mail_id, reason, confidence, seq, is_new_thread, is_customer_known, customer_name, is_possible_duplicate
FROM read_placement WHERE mail_id = ANY(%(mail_ids)s)
"""
GET_RULE_RUNS = """
SELECT mail_id, ruled_at, matches, decisions FROM read_rule_run WHERE mail_id = ANY(%(mail_ids)s)
"""
GET_COPIES = """
SELECT mail_id, copy_id, source, folder, uid, fetched_at, effects
FROM read_copy WHERE mail_id = ANY(%(mail_ids)s) ORDER BY fetched_at, copy_id
"""
GET_NOTES = """
SELECT mail_id, size_bytes, is_automatic, automatic_reason, is_report, is_list, defects, send_id
FROM read_message WHERE mail_id = ANY(%(mail_ids)s)
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one message besides what it says: a row each, by the names of the read_ views."""

    placement: Mapping[str, Any] | None
    rule_run: Mapping[str, Any] | None
    notes: Mapping[str, Any] | None
    copies: Sequence[Mapping[str, Any]]


class EvidenceStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_messages(self, mail_ids: Sequence[UUID]) -> dict[UUID, Evidence]:
        """By message."""
        values = {"mail_ids": list(mail_ids)}
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            placements = _by_mail(await (await cursor.execute(GET_PLACEMENTS, values)).fetchall())
            runs = _by_mail(await (await cursor.execute(GET_RULE_RUNS, values)).fetchall())
            notes = _by_mail(await (await cursor.execute(GET_NOTES, values)).fetchall())
            copies = await (await cursor.execute(GET_COPIES, values)).fetchall()
        return {
            mail_id: Evidence(
                placements.get(mail_id),
                runs.get(mail_id),
                notes.get(mail_id),
                [row for row in copies if row["mail_id"] == mail_id],
            )
            for mail_id in mail_ids
        }


def _by_mail(rows: Sequence[DictRow]) -> dict[UUID, DictRow]:
    return {row["mail_id"]: row for row in rows}
