"""The rules' SQL."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg.rows import dict_row

from services.rules.domain.book import AccountNames, Rule, RuleBook
from services.rules.domain.commands import read_command, stored_command
from services.rules.domain.decide import Ruling
from shared.events import Decision, MessageThreaded, RuleMatch
from shared.ids import EffectId, MailId, SendId
from shared.postgres.sessions import Connection, Pool, transaction
from shared.postgres.values import as_json
from shared.rulebook.actions import read_action
from shared.rulebook.condition_form import read_stored_condition
from shared.rulebook.defect import Defect
from shared.rulebook.templates import Template

RULINGS = "SELECT mail_id, matches, decisions, commands FROM rule_run WHERE mail_id = ANY(%s)"
CLAIM = """
INSERT INTO effect_claim (effect_id, mail_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[]) AS claim (effect_id, mail_id) ORDER BY effect_id
ON CONFLICT (effect_id) DO NOTHING
"""
CLAIMED_BY = "SELECT effect_id, mail_id FROM effect_claim WHERE effect_id = ANY(%s)"
RULES = """
SELECT rule_id, version, account_id, name, condition, action, priority FROM read_rule WHERE is_active
"""
TEMPLATES = "SELECT template_id, name, subject, html_content, plain_content, variables FROM read_template"
ACCOUNTS = """
SELECT id, name, email_address, own_addresses, mode = 'observe' FROM read_account WHERE deleted_at IS NULL
"""
AUTOMATIC = "SELECT send_id FROM read_send WHERE send_id = ANY(%s) AND kind <> 'request'"
INSERT_RUNS = """
INSERT INTO rule_run SELECT * FROM json_populate_recordset(NULL::rule_run, %s) ORDER BY mail_id
ON CONFLICT (mail_id) DO NOTHING
"""


class PostgresBatch:
    """RunBatch in one PostgreSQL transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rulings(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Ruling]:
        cursor = await self._connection.execute(RULINGS, [list(mail_ids)])
        return {
            mail_id: Ruling(
                tuple(map(RuleMatch.model_validate, matches)),
                tuple(Decision.model_validate(decision) for decision in decisions),
                tuple(map(read_command, commands)),
            )
            async for mail_id, matches, decisions, commands in cursor
        }

    async def claim(self, effects: Mapping[EffectId, MailId]) -> Mapping[EffectId, MailId]:
        await self._connection.execute(CLAIM, [list(effects), list(effects.values())])
        cursor = await self._connection.execute(CLAIMED_BY, [list(effects)])
        return {effect_id: mail_id async for effect_id, mail_id in cursor}

    async def book(self) -> RuleBook:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            found = [_rule(row) async for row in await cursor.execute(RULES)]
        templates = {
            template_id: Template(name, subject, html, plain, tuple(variables))
            async for template_id, name, subject, html, plain, variables in await self._connection.execute(TEMPLATES)
        }
        accounts = [row async for row in await self._connection.execute(ACCOUNTS)]
        own = (address for _, _, address, others, _ in accounts for address in (address, *others))
        return RuleBook(
            rules=tuple(rule for rule in found if rule is not None),
            templates=templates,
            accounts={id_: AccountNames(name, address, observes) for id_, name, address, _, observes in accounts},
            own_addresses=frozenset(address.casefold() for address in own),
        )

    async def automatic(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        if not send_ids:
            return frozenset()
        cursor = await self._connection.execute(AUTOMATIC, [list(send_ids)])
        return frozenset([send_id async for (send_id,) in cursor])

    async def save(self, rulings: Sequence[tuple[MessageThreaded, Ruling]]) -> None:
        rows = [_row(message, ruling) for message, ruling in rulings]
        await self._connection.execute(INSERT_RUNS, [as_json(rows)])


class PostgresRuns:
    """RunStore in the schema that the search_path names first."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[PostgresBatch]:
        """One transaction; rows are taken in ascending order, so that two batches never wait for each other."""
        async with transaction(self._pool) as connection:
            yield PostgresBatch(connection)


def _rule(row: Mapping[str, Any]) -> Rule | None:
    """The rule; None when another release has stored a condition that this one does not know: it never matches."""
    condition = read_stored_condition(row["condition"])
    if isinstance(condition, Defect):
        return None
    return Rule(
        id=row["rule_id"],
        version=row["version"],
        account_id=row["account_id"],
        name=row["name"],
        condition=condition,
        action=read_action(row["action"]),
        position=row["priority"],
    )


def _row(message: MessageThreaded, ruling: Ruling) -> dict[str, object]:
    return {
        "mail_id": message.mail_id,
        "account_id": message.account_id,
        "effect_id": message.effect_id,
        "ruled_at": message.fetched_at,
        "matches": [match.model_dump(mode="json") for match in ruling.matches],
        "decisions": [decision.model_dump(mode="json") for decision in ruling.decisions],
        "commands": [stored_command(command) for command in ruling.commands],
    }
