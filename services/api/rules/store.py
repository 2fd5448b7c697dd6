"""Rules: every version is a row that stays as it is, because events refer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from services.api.lists import Column, Listing, Part
from services.api.preconditions import ANY, Expected
from services.api.problems import Problem
from services.api.rules.resources import CONDITION, NewRule, Rule, RuleChange
from services.api.templates.store import locked_for_a_rule
from shared.postgres.sessions import Connection, Pool, transaction
from shared.rulebook.actions import AutoReply, stored_action
from shared.rulebook.template_check import template_defect

INSERT_RULE = "INSERT INTO rule DEFAULT VALUES RETURNING id"
NEXT_VERSION = "UPDATE rule SET version = version + 1 WHERE id = %s"
INSERT_VERSION = """
INSERT INTO rule_version (rule_id, version, account_id, name, condition, action, priority, is_active)
SELECT id, version, %(account_id)s, %(name)s, %(condition)s, %(action)s, %(priority)s, %(is_active)s
FROM rule WHERE id = %(id)s
"""
LOCK_RULE = "SELECT FROM rule WHERE id = %s FOR UPDATE"
REMOVE_RULE = "UPDATE rule SET deleted_at = clock_timestamp() WHERE id = %s"
SHOWN = """
SELECT rule_id AS id, version, account_id, name, action ->> 'type' AS rule_type,
       condition ->> 'type' AS condition_type, condition ->> 'value' AS condition_value, condition - 'v' AS condition,
       action - 'v' - 'type' AS action_data, priority, is_active, created_at
"""
GET_RULE = f"{SHOWN} FROM read_rule WHERE rule_id = %s"
STORED_FORM = "SELECT condition, action FROM read_rule WHERE rule_id = %s"
LIST_RULES = f"""{SHOWN} FROM read_rule
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s OR account_id IS NULL)
  AND (%(is_active)s::boolean IS NULL OR is_active = %(is_active)s)
  AND (%(template_id)s::integer IS NULL OR action -> 'template_id' = to_jsonb(%(template_id)s::integer))
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
LIST_VERSIONS = f"""{SHOWN} FROM rule_version
WHERE rule_id = %(id)s AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
ID = Column("rule_id", "integer", "id")
VERSION = Column("version", "integer", "version")
RULES = Listing(
    "rules",
    ID,
    {
        "id": ID,
        "priority": Column("priority", "integer", "priority"),
        "name": Column("name", "text", "name"),
        "created_at": Column("created_at", "timestamptz", "created_at"),
    },
    "id",
)
VERSIONS = Listing("rule versions", VERSION, {"version": VERSION}, "-version")


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Which rules; None means any. Rules for all accounts are rules of each account."""

    account_id: int | None = None
    is_active: bool | None = None
    template_id: int | None = None


class RuleStore:
    """The tables `rule` and `rule_version`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, new: NewRule) -> Rule:
        """The stored rule, version 1. Raises a Problem with 422 when its account or template cannot be used."""
        values = {
            **new.model_dump(include={"account_id", "name", "priority", "is_active"}),
            "condition": Jsonb(new.stored_condition),
            "action": Jsonb(stored_action(new.rule_type, new.action_data.model_dump())),
        }
        try:
            async with transaction(self._pool) as connection:
                await _require_template(connection, new.action_data.template_id, new.account_id)
                ((rule_id,),) = await (await connection.execute(INSERT_RULE)).fetchall()
                await connection.execute(INSERT_VERSION, {"id": rule_id, **values})
                return _existing(await _get(connection, rule_id), rule_id)
        except ForeignKeyViolation:
            raise _no_account(new.account_id) from None

    async def change(self, rule_id: int, change: RuleChange, expected: Expected = ANY) -> Rule:
        """The rule in a new version. Raises a Problem with 404, 412 or 422."""
        given = change.model_fields_set
        try:
            async with transaction(self._pool) as connection:
                rule = await _locked(connection, rule_id, expected)
                ((condition, action),) = await (await connection.execute(STORED_FORM, [rule_id])).fetchall()
                values = {name: getattr(rule, name) for name in ("account_id", "name", "priority", "is_active")}
                values |= change.model_dump(include=given & values.keys())
                if given & CONDITION:
                    condition = change.stored_condition
                if "action_data" in given:
                    action = stored_action(rule.rule_type, change.action_data.model_dump())
                if given & {"action_data", "account_id"}:
                    await _require_template(connection, action.get("template_id"), values["account_id"])
                await connection.execute(NEXT_VERSION, [rule_id])
                values |= {"id": rule_id, "condition": Jsonb(condition), "action": Jsonb(action)}
                await connection.execute(INSERT_VERSION, values)
                return _existing(await _get(connection, rule_id), rule_id)
        except ForeignKeyViolation:
            raise _no_account(change.account_id) from None

    async def remove(self, rule_id: int, expected: Expected = ANY) -> None:
        """It applies to nothing any more; its versions stay for what refers to them. Problem with 404 or 412."""
        async with transaction(self._pool) as connection:
            await _locked(connection, rule_id, expected)
            await connection.execute(REMOVE_RULE, [rule_id])

    async def get(self, rule_id: int) -> Rule:
        """The current version; raises a Problem with 404 when there is no such rule."""
        async with transaction(self._pool) as connection:
            return _existing(await _get(connection, rule_id), rule_id)

    async def list(self, which: RuleFilter, part: Part) -> Sequence[Rule]:
        """A part of the rules in their current versions, and one more when there are more."""
        values = {
            "account_id": which.account_id,
            "is_active": which.is_active,
            "template_id": which.template_id,
            **part.values(),
        }
        return await self._rules(part, LIST_RULES, values)

    async def versions(self, rule_id: int, part: Part) -> Sequence[Rule]:
        """A part of the versions of a rule, a removed one's too; Problem with 404 when there never was one."""
        found = await self._rules(part, LIST_VERSIONS, {"id": rule_id, **part.values()})
        if not found and part.after is None:
            raise _no_rule(rule_id)
        return found

    async def _rules(self, part: Part, query: str, values: dict[str, object]) -> Sequence[Rule]:
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Rule))
            await cursor.execute(part.statement(query), values)
            return await cursor.fetchall()


def _no_rule(rule_id: int) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"there is no rule {rule_id}: GET /api/email/rules/ lists them")


def _no_account(account_id: int | None) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"account_id: there is no account {account_id}; GET /api/email/accounts/ lists them",
    )


def _existing(rule: Rule | None, rule_id: int) -> Rule:
    if rule is None:
        raise _no_rule(rule_id)
    return rule


async def _get(connection: Connection, rule_id: int) -> Rule | None:
    cursor = connection.cursor(row_factory=class_row(Rule))
    await cursor.execute(GET_RULE, [rule_id])
    return await cursor.fetchone()


async def _locked(connection: Connection, rule_id: int, expected: Expected) -> Rule:
    await connection.execute(LOCK_RULE, [rule_id])
    rule = _existing(await _get(connection, rule_id), rule_id)
    expected.require(rule.version, f"rule {rule_id}")
    return rule


async def _require_template(connection: Connection, template_id: object, account_id: int | None) -> None:
    """Raises a Problem with 422 unless a rule of this account can answer with this template."""
    template = await locked_for_a_rule(connection, template_id)
    if template is None:
        refusal = f"there is no template {template_id}; GET /api/email/templates/ lists them"
    elif template.account_id not in (None, account_id):
        refusal = f"template {template_id} is for account {template.account_id} alone; take a global one"
    else:
        defect = template_defect(template.content, AutoReply.variables)
        refusal = f"template {template_id} cannot be used: {defect}" if defect else ""
    if refusal:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"action_data.template_id: {refusal}")
