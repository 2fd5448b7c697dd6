"""Templates: every version is a row that stays as it is, because events refer to it."""

from collections.abc import Sequence
from http import HTTPStatus

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import kwargs_row

from services.api.lists import Column, Listing, Part
from services.api.preconditions import ANY, Expected
from services.api.problems import Problem
from services.api.templates.resources import (
    NewTemplate,
    Template,
    TemplateChange,
    refuse_two_owners,
    refuse_unless_rendered,
)
from shared.postgres.sessions import Connection, Pool, transaction

INSERT_TEMPLATE = "INSERT INTO template DEFAULT VALUES RETURNING id"
NEXT_VERSION = "UPDATE template SET version = version + 1 WHERE id = %s"
INSERT_VERSION = """
INSERT INTO template_version (
    template_id, version, name, template_type, subject, html_content, plain_content, variables, account_id
)
SELECT id, version, %(name)s, %(template_type)s, %(subject)s, %(html_content)s, %(plain_content)s, %(variables)s,
       %(account_id)s
FROM template WHERE id = %(id)s
"""
LOCK_TEMPLATE = "SELECT FROM template WHERE id = %s FOR UPDATE"
# A template cannot be removed while a rule is being made that answers with it.
LOCK_FOR_RULE = "SELECT FROM template WHERE id = %s FOR SHARE"
REMOVE_TEMPLATE = "UPDATE template SET deleted_at = clock_timestamp() WHERE id = %s"
RULES_WITH_IT = """
SELECT rule_id, name, account_id FROM read_rule WHERE action -> 'template_id' = to_jsonb(%s::integer) ORDER BY rule_id
"""
SHOWN = """
SELECT template_id AS id, version, name, template_type, subject, html_content, plain_content, variables, account_id,
       account_id IS NULL AS is_global, created_at
"""
GET_TEMPLATE = f"{SHOWN} FROM read_template WHERE template_id = %s"
LIST_TEMPLATES = f"""{SHOWN} FROM read_template
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s OR account_id IS NULL)
  AND (%(template_type)s::text IS NULL OR template_type = %(template_type)s)
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
LIST_VERSIONS = f"""{SHOWN} FROM template_version
WHERE template_id = %(id)s AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
ID = Column("template_id", "integer", "id")
VERSION = Column("version", "integer", "version")
TEMPLATES = Listing(
    "templates",
    ID,
    {"id": ID, "name": Column("name", "text", "name"), "created_at": Column("created_at", "timestamptz", "created_at")},
    "id",
)
VERSIONS = Listing("template versions", VERSION, {"version": VERSION}, "-version")
FIELDS = ("name", "template_type", "subject", "html_content", "plain_content", "variables", "account_id")
AS_STORED = kwargs_row(Template.model_construct)
"""What is stored is shown as it is, also where a later release would not accept it any more."""


class TemplateStore:
    """The tables `template` and `template_version`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, new: NewTemplate) -> Template:
        """The stored template, version 1. Raises a Problem with 422 when there is no such account."""
        try:
            async with transaction(self._pool) as connection:
                ((template_id,),) = await (await connection.execute(INSERT_TEMPLATE)).fetchall()
                await connection.execute(INSERT_VERSION, {"id": template_id, **new.model_dump(include=set(FIELDS))})
                return _existing(await _get(connection, template_id), template_id)
        except ForeignKeyViolation:
            raise _no_account(new.account_id) from None

    async def change(self, template_id: int, change: TemplateChange, expected: Expected = ANY) -> Template:
        """The template in a new version. Raises a Problem with 404, 409, 412 or 422."""
        try:
            async with transaction(self._pool) as connection:
                template = await _locked(connection, template_id, expected)
                values = _changed(template, change)
                await _refuse_other_accounts(connection, template_id, values["account_id"])
                await connection.execute(NEXT_VERSION, [template_id])
                await connection.execute(INSERT_VERSION, {"id": template_id, **values})
                return _existing(await _get(connection, template_id), template_id)
        except ForeignKeyViolation:
            raise _no_account(change.account_id) from None

    async def remove(self, template_id: int, expected: Expected = ANY) -> None:
        """Its versions stay for what refers to them. Raises a Problem with 404 or 412, or 409 while rules use it."""
        async with transaction(self._pool) as connection:
            await _locked(connection, template_id, expected)
            rules = await (await connection.execute(RULES_WITH_IT, [template_id])).fetchall()
            if rules:
                named = ", ".join(f"{rule_id} ({name})" for rule_id, name, _ in rules)
                raise Problem(
                    HTTPStatus.CONFLICT,
                    f"template {template_id} is in use by rule {named}: give these another template or remove them",
                )
            await connection.execute(REMOVE_TEMPLATE, [template_id])

    async def get(self, template_id: int) -> Template:
        """The current version; raises a Problem with 404 when there is no such template."""
        async with transaction(self._pool) as connection:
            return _existing(await _get(connection, template_id), template_id)

    async def list(
        self, part: Part, *, account_id: int | None = None, template_type: str | None = None
    ) -> Sequence[Template]:
        """A part of the templates (of those that an account may use), and one more when there are more."""
        values = {"account_id": account_id, "template_type": template_type, **part.values()}
        return await self._templates(part, LIST_TEMPLATES, values)

    async def versions(self, template_id: int, part: Part) -> Sequence[Template]:
        """A part of a template's versions, a removed one's too; Problem with 404 when there never was one."""
        found = await self._templates(part, LIST_VERSIONS, {"id": template_id, **part.values()})
        if not found and part.after is None:
            raise _no_template(template_id)
        return found

    async def _templates(self, part: Part, query: str, values: dict[str, object]) -> Sequence[Template]:
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=AS_STORED)
            await cursor.execute(part.statement(query), values)
            return await cursor.fetchall()


async def locked_for_a_rule(connection: Connection, template_id: object) -> Template | None:
    """The template, which nobody removes until the transaction ends; None when there is none."""
    await connection.execute(LOCK_FOR_RULE, [template_id])
    return await _get(connection, template_id)


def _changed(template: Template, change: TemplateChange) -> dict[str, object]:
    """All fields of the new version; raises a Problem with 422 when it could not be used."""
    given = change.model_fields_set
    values: dict[str, object] = {name: getattr(change if name in given else template, name) for name in FIELDS}
    if change.is_global and "account_id" not in given:
        values["account_id"] = None
    account_id = values["account_id"]
    try:
        refuse_two_owners(change.is_global, account_id if isinstance(account_id, int) else None)
        refuse_unless_rendered(template.model_copy(update=values).content)
    except ValueError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
    return values


async def _refuse_other_accounts(connection: Connection, template_id: int, account_id: object) -> None:
    if account_id is None:
        return
    rules = await (await connection.execute(RULES_WITH_IT, [template_id])).fetchall()
    others = [f"{rule_id} ({name})" for rule_id, name, of_account in rules if of_account != account_id]
    if others:
        raise Problem(
            HTTPStatus.CONFLICT,
            f"account_id: rule {', '.join(others)} answers with template {template_id} for other accounts: "
            "give these another template first",
        )


def _no_template(template_id: int) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"there is no template {template_id}: GET /api/email/templates/ lists them")


def _no_account(account_id: int | None) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"account_id: there is no account {account_id}; GET /api/email/accounts/ lists them",
    )


def _existing(template: Template | None, template_id: int) -> Template:
    if template is None:
        raise _no_template(template_id)
    return template


async def _get(connection: Connection, template_id: object) -> Template | None:
    cursor = connection.cursor(row_factory=AS_STORED)
    await cursor.execute(GET_TEMPLATE, [template_id])
    return await cursor.fetchone()


async def _locked(connection: Connection, template_id: int, expected: Expected) -> Template:
    await connection.execute(LOCK_TEMPLATE, [template_id])
    template = _existing(await _get(connection, template_id), template_id)
    expected.require(template.version, f"template {template_id}")
    return template
