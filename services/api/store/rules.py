"""Rules and templates: every version is a row that stays as it is, because events refer to it."""

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from services.api.resources.rules import NewRule, NewTemplate, Rule, Template
from shared.postgres.sessions import Pool, transaction

INSERT_RULE = """
WITH new AS (INSERT INTO rule DEFAULT VALUES RETURNING id, version)
INSERT INTO rule_version (
    rule_id, version, account_id, name, rule_type, condition_type, condition_value, action_data, priority, is_active
)
SELECT new.id, new.version, %(account_id)s, %(name)s, %(rule_type)s, %(condition_type)s, %(condition_value)s,
       %(action_data)s, %(priority)s, %(is_active)s
FROM new
RETURNING rule_id AS id, version, account_id, name, rule_type, condition_type, condition_value, action_data, priority,
          is_active, created_at
"""
LIST_RULES = """
SELECT rule_id AS id, version, account_id, name, rule_type, condition_type, condition_value, action_data, priority,
       is_active, created_at
FROM read_rule WHERE rule_id > %(after)s ORDER BY rule_id LIMIT %(limit)s
"""
INSERT_TEMPLATE = """
WITH new AS (INSERT INTO template DEFAULT VALUES RETURNING id, version)
INSERT INTO template_version (
    template_id, version, name, template_type, subject, html_content, plain_content, variables
)
SELECT new.id, new.version, %(name)s, %(template_type)s, %(subject)s, %(html_content)s, %(plain_content)s,
       %(variables)s
FROM new
RETURNING template_id AS id, version, name, template_type, subject, html_content, plain_content, variables, created_at
"""
LIST_TEMPLATES = """
SELECT template_id AS id, version, name, template_type, subject, html_content, plain_content, variables, created_at
FROM read_template WHERE template_id > %(after)s ORDER BY template_id LIMIT %(limit)s
"""
HAS_TEMPLATE = "SELECT FROM read_template WHERE template_id = %s"


class RuleStore:
    """The tables `rule` and `rule_version`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, new: NewRule) -> Rule | None:
        """The stored rule, version 1; None when its account does not exist."""
        values = {**new.model_dump(), "action_data": Jsonb(new.action_data.model_dump())}
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


class TemplateStore:
    """The tables `template` and `template_version`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, new: NewTemplate) -> Template:
        """The stored template, version 1."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Template))
            await cursor.execute(INSERT_TEMPLATE, new.model_dump())
            (stored,) = await cursor.fetchall()
            return stored

    async def list(self, *, after: int, limit: int) -> list[Template]:
        """The current versions of templates with a greater id, the least first."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Template))
            await cursor.execute(LIST_TEMPLATES, {"after": after, "limit": limit})
            return await cursor.fetchall()

    async def exists(self, template_id: int) -> bool:
        """Whether there is a template with this id."""
        async with transaction(self._pool) as connection:
            return await (await connection.execute(HAS_TEMPLATE, [template_id])).fetchone() is not None
