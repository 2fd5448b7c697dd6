"""Rule runs as the rules service publishes them, beside the rules as they were then."""

from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from services.api.decisions.explain import RuleThen, Run, explained
from services.api.decisions.resources import Decisions
from shared.events import Address, MessageEvent
from shared.postgres.sessions import Connection, Pool, transaction

GET_MESSAGE = "SELECT account_id, subject, addresses -> 'from', language FROM read_message WHERE mail_id = %s"
GET_RUN = "SELECT ruled_at, matches, decisions FROM read_rule_run WHERE mail_id = %s"
RULES_THEN = """
SELECT rule_id, version, name, condition, is_active, priority FROM (
    SELECT DISTINCT ON (version_row.rule_id) version_row.*
    FROM rule_version AS version_row JOIN rule ON rule.id = version_row.rule_id
    WHERE version_row.created_at <= %(ruled_at)s AND (rule.deleted_at IS NULL OR rule.deleted_at > %(ruled_at)s)
    ORDER BY version_row.rule_id, version_row.version DESC
) AS then_current
WHERE account_id IS NULL OR account_id = %(account_id)s
ORDER BY priority, rule_id
"""
SEND_STATES = "SELECT send_id, state FROM read_send WHERE send_id = ANY(%s)"


class DecisionStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_message(self, mail_id: UUID) -> Decisions | None:
        """What the rules made of a message; None when there is no such message."""
        async with transaction(self._pool) as connection:
            message = await (await connection.execute(GET_MESSAGE, [mail_id])).fetchone()
            if message is None:
                return None
            run = await (await connection.execute(GET_RUN, [mail_id])).fetchone()
            if run is None:
                return Decisions(message_id=mail_id, is_ruled=False, rules=[])
            account_id, subject, authors, language = message
            rules = connection.cursor(row_factory=class_row(RuleThen))
            await rules.execute(RULES_THEN, {"account_id": account_id, "ruled_at": run[0]})
            stored = Run(run[1], run[2])
            message_then = _message(subject, authors, language)
            found = explained(stored, await rules.fetchall(), message_then, await _send_states(connection, stored))
        return Decisions(message_id=mail_id, is_ruled=True, rules=found)


async def _send_states(connection: Connection, run: Run) -> dict[UUID, str]:
    send_ids = [decision["send_id"] for decision in run.decisions if decision.get("send_id")]
    return dict(await (await connection.execute(SEND_STATES, [send_ids])).fetchall()) if send_ids else {}


def _message(subject: str, authors: object, language: str | None) -> MessageEvent:
    """As much of the message as conditions can ask for."""
    people = authors if isinstance(authors, list) else []
    fields: dict[str, Any] = {
        "subject": subject,
        "from_addresses": tuple(Address.model_validate(person) for person in people),
        "language": language,
    }
    return MessageEvent.model_construct(**fields)
