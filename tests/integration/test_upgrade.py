"""The database of release 0.1.0 with mail in it (upgrade/), migrated to this release: it is read, and goes on.

A test that fails here means that an installation would be lost by an upgrade: mend the migration, not the fixture.
"""

import base64
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from deploy.local.postgres_files import server_programs
from services.poller.store.accounts import read_login, read_one
from services.rules.store import PostgresRuns
from shared.events import MessageRuled, SendMessage
from shared.postgres.migrate import migrate, migration_folders
from shared.postgres.sessions import transaction
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.database import empty_database, fresh_database
from tests.harness.pipe import Pipe, pipe_on
from tests.integration.projections import Database, database_of
from tests.integration.rest import running_api
from tests.integration.sender_rig import make_rig
from tests.integration.upgrade.letters import LETTERS, RETURNS, Letter

FOLDER = Path(__file__).parent / "upgrade"
KEY_OF_THE_FIXTURE = SecretStr(base64.b64encode(bytes(range(32))).decode())
PG_DUMP = server_programs(None) / "pg_dump"
APPLIED = "SELECT migration_id FROM core._yoyo_migration UNION ALL SELECT migration_id FROM live._yoyo_migration"
STORED_RULINGS = "SELECT mail_id, matches, decisions, commands FROM rule_run"
PLACE = """
SELECT account_key, coalesce(last_seq, 0) FROM account LEFT JOIN account_sequence ON account_id = id WHERE id = %s
"""
OLD_GAPS = """
INSERT INTO core.fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail)
SELECT account_id, folder, uidvalidity + (reason = 'dropped')::integer, 7000 + place, reason, 1, ''
FROM (SELECT * FROM core.folder_cursor ORDER BY account_id, folder LIMIT 1) AS one,
     unnest('{gone,refused,dropped,too_big,erased}'::text[]) WITH ORDINALITY AS reasons (reason, place)
"""
HEALING_GAPS = """
SELECT reason, next_try_at IS NOT NULL, absent_at IS NOT NULL, closed_as FROM core.fetch_gap WHERE uid > 7000 ORDER BY 1
"""
WAITING = UUID("877d96e5-95dc-41b1-b015-75d2bc864250")
# The fixture's clock stood still: its leases have run out and its send is due, whatever time it is here.
TIME_HAS_PASSED = (
    "UPDATE lease SET expires_at = '-infinity'",
    "UPDATE send SET next_attempt_at = now() WHERE state = 'waiting'",
)


@pytest.fixture
def old_database(stack: Endpoints, database_template: str) -> Iterator[str]:
    """The superuser's URL of the database as release 0.1.0 left it."""
    with loaded(stack) as url:
        yield url


@pytest.fixture(scope="module")
def upgraded_template(stack: Endpoints, database_template: str) -> Iterator[str]:
    """The name of the migrated one, for copies."""
    with loaded(stack) as url:
        migrate(url)
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture
def upgraded(stack: Endpoints, upgraded_template: str) -> Iterator[str]:
    """The superuser's URL of the migrated one."""
    with fresh_database(stack.database_url, upgraded_template) as url:
        yield url


@pytest.fixture
async def pipe(upgraded: str, tmp_path: Path) -> AsyncIterator[Pipe]:
    async with pipe_on(upgraded, KEY_OF_THE_FIXTURE, f"file://{tmp_path}") as made:
        yield made


@pytest.fixture
async def poller(upgraded: str) -> AsyncIterator[Database]:
    async with database_of("poller", upgraded) as database:
        yield database


def test_what_was_applied_stays_applied_and_what_is_newer_is_applied_once(old_database: str) -> None:
    with psycopg.connect(old_database) as connection:
        applied = {name for (name,) in connection.execute(APPLIED)}
    folders = [*migration_folders("core"), *migration_folders("live")]
    today = {path.stem for folder in folders for path in folder.glob("*.sql")}
    assert applied - today == set(), "a released migration was renamed or removed"
    assert set(migrate(old_database)) == today - applied
    assert migrate(old_database) == []


def test_the_gaps_of_before_heal(old_database: str) -> None:
    with psycopg.connect(old_database, autocommit=True) as connection:
        connection.execute(OLD_GAPS)
    migrate(old_database)
    with psycopg.connect(old_database) as connection:
        assert connection.execute(HEALING_GAPS).fetchall() == [
            ("dropped", False, False, "renumbered"),
            ("erased", False, False, "erased"),
            ("gone", True, True, None),
            ("refused", True, False, None),
            ("too_big", False, False, None),
        ]


def test_its_tables_become_those_of_a_fresh_installation(
    upgraded: str, stack: Endpoints, database_template: str
) -> None:
    """So nobody has edited a migration that was released."""
    with fresh_database(stack.database_url, database_template) as fresh:
        assert definitions(upgraded) == definitions(fresh)


def test_rest_shows_what_it_showed_before(upgraded: str, stack: Endpoints, topic_prefix: str) -> None:
    told = json.loads((FOLDER / "0.1.0.rest.json").read_text())
    with running_api(stack, upgraded, topic_prefix) as api:
        now = {path: api.get(path) for path in told}
    assert as_it_was(now, told) == told


def test_of_mail_of_before_rest_tells_nothing_that_was_not_read_then(
    upgraded: str, stack: Endpoints, topic_prefix: str
) -> None:
    with running_api(stack, upgraded, topic_prefix) as api:
        messages = api.get("/api/email/messages/?limit=500")["results"]
    assert messages
    told = ("sender", "language", "contact", "authentication", "calendar", "encryption")
    assert {message[name] for message in messages for name in told} == {None}
    assert {part["disposition"] for message in messages for part in message["attachments"]} <= {None}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.what)
async def test_new_mail_goes_to_old_threads_and_rules(pipe: Pipe, poller: Database, letter: Letter) -> None:
    ((account_key, last_seq),) = await poller.run(PLACE, letter.account_id)
    made = await pipe.handle([await pipe.seal(letter.fetched(account_key), letter.raw())])
    (ruled,) = (event for event in made if isinstance(event, MessageRuled))
    assert (ruled.seq, ruled.is_new_thread) == (last_seq + 1, letter.thread is None)
    assert letter.thread is None or ruled.thread_id == UUID(letter.thread)
    assert [match.name for match in ruled.matches] == list(letter.matches)
    assert [decision.withheld for decision in ruled.decisions] == list(letter.withheld)
    answers = [event.plain_body for event in made if isinstance(event, SendMessage)]
    assert answers == ([letter.answer] if letter.answer else [])


async def test_what_was_decided_is_read_as_it_was_decided(upgraded: str, poller: Database) -> None:
    """A record that Kafka gives again after the upgrade finds the decision, and asks for the same send."""
    stored = {row[0]: list(row[1:]) for row in await poller.run(STORED_RULINGS)}
    assert stored.keys() == {ruled for (ruled,) in await poller.run("SELECT mail_id FROM message")}
    async with database_of("rules", upgraded) as rules, PostgresRuns(rules.pool).batch() as batch:
        rulings = await batch.rulings(stored)
    for ruled, then in stored.items():
        found = rulings[ruled]
        parts = (found.matches, found.decisions, found.commands)
        assert as_it_was([[part.model_dump(mode="json") for part in each] for each in parts], then) == then


async def test_the_passwords_still_open(upgraded: str) -> None:
    async with database_of("poller", upgraded) as database, transaction(database.pool) as connection:
        account = await read_one(connection, RETURNS)
        assert account is not None
        login = await read_login(connection, account, Vault(KEY_OF_THE_FIXTURE))
    assert (login.username, login.secret) == ("returns", "incoming pässword of 0.1.0")


async def test_what_waited_is_sent_with_the_old_password(
    upgraded: str, poller: Database, stack: Endpoints, topic_prefix: str, tmp_path: Path
) -> None:
    rig = make_rig(stack.kafka_servers, upgraded, topic_prefix, tmp_path)
    script = Script(login=("returns", "smtp pässword of 0.1.0"))
    async with scripted_smtp_server(script) as smtp:
        await poller.run("UPDATE account SET smtp_port = %s WHERE id = %s", smtp.port, RETURNS)
        for statement in TIME_HAS_PASSED:
            await poller.run(statement)
        async with rig.start():
            await rig.until(WAITING, "sent")
            await rig.until_published()
    (received,) = smtp.received
    assert (received.reverse_path, received.forward_paths) == ("returns@mailweave.test", ("ada@newcustomer.test",))
    assert b"\r\nSubject: This one waits\r\n" in received.raw
    assert [copy.send_id for copy in await rig.copies()] == [WAITING]


@contextmanager
def loaded(stack: Endpoints) -> Iterator[str]:
    """The dump in a database of its own; roles are the whole server's, and `database_template` has made them."""
    with empty_database(stack.database_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute((FOLDER / "0.1.0.sql").read_bytes())
        yield url


def as_it_was(now: Any, then: Any) -> Any:
    """What is there now of what was there then; new fields are passed over."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {name: as_it_was(now.get(name, "it is gone"), value) for name, value in then.items()}
    if isinstance(then, list) and isinstance(now, list) and len(now) == len(then):
        return [as_it_was(*pair) for pair in zip(now, then, strict=True)]
    return now


def definitions(database_url: str) -> str:
    """Every table, view, index, constraint, trigger and grant, as pg_dump puts them."""
    dump = [str(PG_DUMP), "--schema-only", "--no-comments", "--restrict-key=0", "--dbname", database_url]
    return subprocess.run(dump, check=True, capture_output=True, text=True, timeout=60).stdout
