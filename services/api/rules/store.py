"""Rules: every version is a row that stays as it is, because events refer to it."""

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from services.api.rules.resources import NewRule, Rule
from shared.postgres.sessions import Pool, transaction
from shared.rulebook.actions import stored_action

INSERT_RULE = """
WITH new AS (INSERT INTO rule DEFAULT VALUES RETURNING id, version)
INSERT INTO rule_version (
    rule_id, version, account_id, name, condition, action, priority, is_active
)
SELECT new.id, new.version, %(account_id)s, %(name)s, %(condition)s, %(action)s, %(priority)s, %(is_active)s FROM new
RETURNING rule_id AS id, version, account_id, name, action ->> 'type' AS rule_type,
          condition ->> 'type' AS condition_type, condition ->> 'value' AS condition_value,
          condition - 'v' AS condition, action - 'v' - 'type' AS action_data, priority, is_active, created_at
"""
LIST_RULES = """
SELECT rule_id AS id, version, account_id, name, rule_type, condition ->> 'type' AS condition_type,
       condition ->> 'value' AS condition_value, condition - 'v' AS condition, action_data, priority, is_active,
       created_at
FROM read_rule WHERE rule_id > %(after)s ORDER BY rule_id LIMIT %(limit)s
"""


class RuleStore:
    """The tables `rule` and `rule_version`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, new: NewRule) -> Rule | None:
        """The stored rule, version 1; None when its account does not exist."""
        values = {
            **new.model_dump(include={"account_id", "name", "priority", "is_active"}),
            "condition": Jsonb(new.stored_condition),
            "action": Jsonb(stored_action(new.rule_type, new.action_data.model_dump())),
        }
        try:
            async with transaction(self._pool) as connection:
                cursor = connection.cursor(row_factory=class_row(Rule))
                await cursor.execute(INSERT_RULE, values)
                return await cursor.fetchone()
        except ForeignKeyViolation:
            return None

    async def list(self, *, after: int, limit: int) -> list[Rule]:
        """The current versions of rules with a greater id, the least first."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Rule))
            await cursor.execute(LIST_RULES, {"after": after, "limit": limit})
            return await cursor.fetchall()
