"""Every table tried as every role (DESIGN §1): who writes its own tables and reads others' through read_ views."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from deploy.local.endpoints import Endpoints
from shared import credentials
from shared.postgres.migrate import ROOT
from shared.services import PROGRAMS
from tests.harness.database import fresh_database

CREATED = re.compile(r"^CREATE (?:TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)", re.MULTILINE)
LIST_RELATIONS = """
SELECT relation.relname, relation.relkind::text,
       array(SELECT attname::text FROM pg_attribute
             WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
FROM pg_class AS relation WHERE relnamespace IN ('core'::regnamespace, 'live'::regnamespace)
  AND relkind IN ('r', 'p', 'v', 'm') ORDER BY relname
"""
VIEWS_OF = """
SELECT DISTINCT view.relname FROM pg_depend AS dependency
JOIN pg_rewrite AS rule ON rule.oid = dependency.objid AND dependency.classid = 'pg_rewrite'::regclass
JOIN pg_class AS view ON view.oid = rule.ev_class
WHERE dependency.refobjid = 'account_secret'::regclass
"""
DEFINERS = """
SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace IN ('core'::regnamespace, 'live'::regnamespace)
"""
MAY_CREATE = (
    "SELECT nspname FROM pg_namespace WHERE nspname IN ('core', 'live') AND has_schema_privilege(%s, oid, 'CREATE')"
)
MEMBER_OF = (
    "SELECT rolname FROM pg_roles WHERE rolname <> %s AND rolname LIKE 'mailweave%%' AND pg_has_role(%s, oid, 'MEMBER')"
)
ROLES = tuple(PROGRAMS)
SHARED = {
    "lease": {"poller": "read write", "sender": "read write"},
    "account_token": {"poller": "read write", "sender": "read write", "api": "read write"},
    "content_key": {
        "poller": "read write",
        "sender": "read write",
        "parser": "read",
        "api": "read",
        "cli": "read",
    },
    "_yoyo_migration": dict.fromkeys(PROGRAMS, "read"),  # so that a service can tell whether it is migrated
    "erased": {"poller": "read", "sender": "read", "parser": "read", "api": "read", "cli": "read"},
}
"""What shared/ owns, and who may do what with it."""
READERS = {
    "read_account": "poller sender rules threader cli api",
    "read_account_secret": " ".join(credentials.READERS),
    "read_rule": "rules cli api",
    "read_template": "rules cli api",
    "read_account_health": "api cli",
    "read_receiving_state": "api cli",
    "read_receiving_change": "api cli",
    "read_poll_log": "api cli",
    "read_fetch_gap": "api cli",
    "read_folder_cursor": "api cli",
    "read_seen_uid": "api cli",
    "read_seen_uidl": "api cli",
    "read_placed": "api cli",
    "read_poller_check": "api cli",
    "read_message": "api cli threader rules sender",
    "read_attachment": "api cli threader rules",
    "read_copy": "api cli threader rules",
    "read_status_request": "api cli",
    "read_thread": "api cli rules sender",
    "read_placement": "api cli rules sender",
    "read_customer": "api cli rules sender",
    "read_rule_run": "api cli",
    "read_canary": "api cli",
    "read_send": "api cli rules poller",
    "read_send_recipient": "api cli rules",
    "read_send_attempt": "api cli rules",
    "read_sender_check": "api cli rules",
    "read_sending_health": "api cli poller",
}
"""Who can count on which view."""


@dataclass(frozen=True)
class Relation:
    name: str
    is_view: bool
    columns: tuple[str, ...]
    owner: str

    def tries(self) -> Iterator[tuple[str, sql.Composed]]:
        """Statements that only plan, which needs the same permission as doing it."""
        table = sql.Identifier(self.name)
        yield "write", sql.SQL("EXPLAIN INSERT INTO {} DEFAULT VALUES").format(table)
        yield "write", sql.SQL("EXPLAIN DELETE FROM {}").format(table)
        for column in map(sql.Identifier, self.columns):
            yield "write", sql.SQL("EXPLAIN INSERT INTO {} ({}) SELECT NULL").format(table, column)
            yield "write", sql.SQL("EXPLAIN UPDATE {} SET {} = DEFAULT").format(table, column)
            yield "read", sql.SQL("EXPLAIN SELECT {} FROM {}").format(column, table)


@pytest.fixture(scope="module")
def migrated(stack: Endpoints, database_template: str) -> Iterator[str]:
    with fresh_database(stack.database_url, database_template) as url:
        yield url


@pytest.fixture
def database(migrated: str) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(migrated, autocommit=True, options="-c search_path=live,core") as connection:
        yield connection


def owners() -> dict[str, str]:
    """Who creates which relation, by the migrations."""
    files = [*ROOT.glob("services/*/migrations/*/*.sql"), *ROOT.glob("shared/migrations/*/*.sql")]
    return {name: _service(file) for file in files for name in CREATED.findall(file.read_text())}


def _service(file: Path) -> str:
    return file.parent.parent.parent.name


def relations(database: Connection[TupleRow]) -> list[Relation]:
    owner = owners()
    return [
        Relation(name, kind in "vm", tuple(columns), owner.get(name, "yoyo"))
        for name, kind, columns in database.execute(LIST_RELATIONS)
    ]


def possible(database: Connection[TupleRow], role: str, relation: Relation) -> set[str]:
    """What this role can do with it: read (some column), write (in some way)."""
    found = set()
    for action, statement in relation.tries():
        if action in found:
            continue
        try:
            database.execute(statement)
        except psycopg.Error:  # not permitted, or not possible at all, such as writing to a view that joins
            continue
        found.add(action)
    return found


def allowed(role: str, relation: Relation) -> set[str]:
    if relation.name in SHARED:
        return set(SHARED[relation.name].get(role, "").split())
    if relation.is_view:
        return {"read"}
    return {"read", "write"} if relation.owner == role else set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_nothing_but_what_is_its_own(database: Connection[TupleRow], role: str) -> None:
    every = relations(database)
    database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(PROGRAMS[role].role)))
    too_much = {}
    for relation in every:
        beyond = possible(database, role, relation) - allowed(role, relation)
        if beyond:
            too_much[relation.name] = beyond
    assert too_much == {}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_can_use_its_own_tables(database: Connection[TupleRow], role: str) -> None:
    own = [relation for relation in relations(database) if relation.owner == role and not relation.is_view]
    database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(PROGRAMS[role].role)))
    assert {relation.name: possible(database, role, relation) for relation in own} == {
        relation.name: {"read", "write"} for relation in own
    }


@pytest.mark.parametrize(("view", "readers"), READERS.items(), ids=READERS)
def test_a_view_is_there_for_its_readers(database: Connection[TupleRow], view: str, readers: str) -> None:
    for role in readers.split():
        database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(PROGRAMS[role].role)))
        database.execute(sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(view)))
        database.execute("RESET ROLE")


CREDENTIALS = ("incoming_password", "smtp_password", "oauth_client_secret", "oauth_service_key")
ACCESS = {
    "read": (
        "SELECT {column} FROM {relation}",
        frozenset(product(credentials.READERS, ["read_account_secret"], CREDENTIALS)),
    ),
    "change": (
        "EXPLAIN UPDATE {relation} SET {column} = DEFAULT",
        frozenset(product(credentials.WRITERS, ["account_secret"], CREDENTIALS)),
    ),
    "add": (
        "EXPLAIN INSERT INTO {relation} ({column}) SELECT NULL",
        frozenset(product(credentials.WRITERS, ["account_secret"], CREDENTIALS)),
    ),
}


@pytest.mark.parametrize(("statement", "declared"), ACCESS.values(), ids=ACCESS)
def test_credentials_are_open_to_those_alone_who_are_declared(
    database: Connection[TupleRow], statement: LiteralString, declared: frozenset[tuple[str, str, str]]
) -> None:
    found = set()
    for role, relation, column in product(ROLES, ("account_secret", "read_account_secret"), CREDENTIALS):
        database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(PROGRAMS[role].role)))
        names = {"relation": sql.Identifier(relation), "column": sql.Identifier(column)}
        with suppress(psycopg.errors.InsufficientPrivilege):
            database.execute(sql.SQL(statement).format(**names))
            found.add((role, relation, column))
        database.execute("RESET ROLE")
    assert found == declared


@pytest.mark.parametrize("column", ["refresh_token", "access_token"])
def test_tokens_are_read_by_those_alone_who_log_in(database: Connection[TupleRow], column: str) -> None:
    found = set()
    for role in ROLES:
        database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(PROGRAMS[role].role)))
        with suppress(psycopg.errors.InsufficientPrivilege):
            database.execute(sql.SQL("SELECT {} FROM account_token").format(sql.Identifier(column)))
            found.add(role)
        database.execute("RESET ROLE")
    assert found == set(credentials.READERS)


def test_there_is_one_view_of_the_credentials(database: Connection[TupleRow]) -> None:
    assert [name for (name,) in database.execute(VIEWS_OF)] == ["read_account_secret"]


def test_who_may_read_is_a_program_of_the_list() -> None:
    named = {role for readers in READERS.values() for role in readers.split()}
    assert (named | {role for readers in SHARED.values() for role in readers}) - set(ROLES) == set()


def test_every_relation_has_an_owner_and_every_view_says_read(database: Connection[TupleRow]) -> None:
    every = relations(database)
    assert [r.name for r in every if r.owner == "yoyo" and "yoyo" not in r.name] == []
    assert [r.name for r in every if r.is_view and not r.name.startswith("read_")] == []
    assert {r.name for r in every if r.is_view} >= set(READERS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_cannot_become_more(database: Connection[TupleRow], role: str) -> None:
    name = PROGRAMS[role].role
    assert database.execute(MAY_CREATE, [name]).fetchall() == []
    assert database.execute(MEMBER_OF, [name, name]).fetchall() == []
    assert database.execute(DEFINERS).fetchall() == []
