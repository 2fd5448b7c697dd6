"""Templates: every version is a row that stays as it is, because events refer to it."""

from psycopg.rows import class_row

from services.api.templates.resources import NewTemplate, Template
from shared.postgres.sessions import Pool, transaction

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
GET_TEMPLATE = """
SELECT template_id AS id, version, name, template_type, subject, html_content, plain_content, variables, created_at
FROM read_template WHERE template_id = %s
"""


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

    async def get(self, template_id: int) -> Template | None:
        """The current version; None when there is no such template."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Template))
            await cursor.execute(GET_TEMPLATE, [template_id])
            return await cursor.fetchone()
