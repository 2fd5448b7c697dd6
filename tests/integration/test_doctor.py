"""`mailweave doctor` on real parts: nothing to say where all is well, and for each thing that is broken its line."""

import asyncio
import base64
import json
from collections.abc import Iterator

import pytest

from deploy.local.endpoints import Endpoints
from services.cli.doctor.command import COLUMNS
from services.cli.doctor.examine import ORDER, examine
from services.cli.doctor.finding import Finding, State
from tests.harness.database import LOGIN_PASSWORD
from tests.integration.doctor_ground import (
    TOKEN,
    Break,
    Ground,
    Variables,
    a_full_folder,
    a_login_without_the_parser,
    a_short_retention,
    a_silent_mail_server,
    a_topic_less,
    an_open_secret,
    an_unreadable_secret,
    compacted,
    ground_on,
    other_password,
    setting,
    statement,
)
from tests.integration.test_cli_process import mailweave


@pytest.fixture(scope="module")
def ground(stack: Endpoints, database_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground_on(stack, database_template, tmp_path_factory.mktemp("doctor")) as made:
        yield made


def findings(ground: Ground, monkeypatch: pytest.MonkeyPatch, changes: Variables) -> list[Finding]:
    monkeypatch.chdir(ground.folder)
    for name, value in {**ground.variables, **changes}.items():
        monkeypatch.setenv(name, value)
    return asyncio.run(examine())


def test_where_all_is_well_there_is_a_line_for_each_check(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(ground, monkeypatch, {})
    assert [finding.check for finding in found] == ORDER
    expected = dict.fromkeys(ORDER, State.OK) | {"mail servers": State.WARNING, "services": State.SKIPPED}
    assert {finding.check: finding.state for finding in found} == expected, found
    seen = {finding.check: finding.seen for finding in found}
    assert seen["keys"] == "opened: a login"
    assert seen["mail servers"] == "2 of 2 answer, with TLS as their accounts have it; 1 without TLS"
    assert seen["acls"] == "Kafka has no authorizer: who reaches it may do everything"
    assert not list((ground.folder / "blobs").rglob("*-*")), "what was put into the blob store is gone again"


OTHER_KEY = base64.b64encode(bytes(32)).decode()
LAST = "(SELECT max(migration_id) FROM core._yoyo_migration WHERE starts_with(migration_id, 'sender'))"
AWAY = "not looked at: the database is not reachable"


@pytest.mark.parametrize(
    ("break_it", "check", "state", "seen", "step"),
    [
        pytest.param(setting(api_tokn="x"), "settings", "problem", "EMAIL_API_TOKN is not a", "did you", id="setting"),
        pytest.param(setting(api_token=""), "settings", "problem", "EMAIL_API_TOKEN", "openssl rand", id="no token"),
        pytest.param(
            setting(lease_ttl_s="x"), "settings", "problem", "EMAIL_LEASE_TTL_S", "correct it", id="no number"
        ),
        pytest.param(an_open_secret, "secret files", "warning", "can be read by everybody", "chmod o-rwx", id="mode"),
        pytest.param(
            an_unreadable_secret, "settings", "problem", "EMAIL_VAULT_TOKEN of EMAIL_SECRETS_DIR", "", id="unreadable"
        ),
        pytest.param(
            setting(database_url="postgresql://127.0.0.1:1/x"),
            "database",
            "problem",
            "Connection refused",
            "is it up, and EMAIL_DATABASE_URL right?",
            id="no database",
        ),
        pytest.param(
            other_password,
            "database",
            "problem",
            "password authentication failed",
            "in EMAIL_DATABASE_URL",
            id="password",
        ),
        pytest.param(
            a_login_without_the_parser,
            "roles",
            "problem",
            "may not become mailweave_parser",
            "GRANT mailweave_parser TO",
            id="role",
        ),
        pytest.param(
            statement(
                f"UPDATE core._yoyo_migration SET migration_id = 'x' || migration_id WHERE migration_id = {LAST}",
                "UPDATE core._yoyo_migration SET migration_id = ltrim(migration_id, 'x') WHERE migration_id ~ '^x'",
            ),
            "migrations",
            "problem",
            "the database is older than this release: without sender-",
            "run `mailweave migrate`",
            id="older",
        ),
        pytest.param(
            statement(
                "INSERT INTO core._yoyo_migration VALUES ('h', 'sender-9999-later', now())",
                "DELETE FROM core._yoyo_migration WHERE migration_id = 'sender-9999-later'",
            ),
            "migrations",
            "warning",
            "the database is newer than this release: it has sender-9999-later",
            "bring Mailweave up",
            id="newer",
        ),
        pytest.param(
            setting(secret_key=OTHER_KEY),
            "keys",
            "problem",
            "a login does not open",
            "put that key back",
            id="other key",
        ),
        pytest.param(setting(secret_key="x"), "keys", "problem", "32 random bytes", "openssl rand", id="no key"),
        pytest.param(
            setting(kafka_servers="127.0.0.1:1"),
            "kafka",
            "problem",
            "does not answer",
            "EMAIL_KAFKA_SERVERS",
            id="no Kafka",
        ),
        pytest.param(a_topic_less, "topics", "problem", "1 of 30 are missing: ", "mailweave topics apply", id="topic"),
        pytest.param(
            setting(topic_partitions="7"),
            "topics",
            "warning",
            "30 have another number of partitions than EMAIL_TOPIC_PARTITIONS=7",
            "set EMAIL_TOPIC_PARTITIONS to what is there",
            id="partitions",
        ),
        pytest.param(
            a_short_retention,
            "topics",
            "warning",
            "retention.ms is 1000, not 31536000000",
            "topics apply",
            id="retention",
        ),
        pytest.param(
            compacted, "topics", "problem", "cleanup.policy is compact, not delete", "topics apply", id="compacted"
        ),
        pytest.param(a_full_folder, "blob store", "problem", "Not a directory", "EMAIL_BLOB_URL", id="blobs"),
        pytest.param(
            a_silent_mail_server,
            "mail servers",
            "problem",
            "of support@company.test: no answer within 5 s",
            "smtp_server",
            id="silent mail server",
        ),
        pytest.param(
            statement(
                "UPDATE core.account SET incoming_server = '127.0.0.2'",
                "UPDATE core.account SET incoming_server = 'localhost'",
            ),
            "mail servers",
            "problem",
            "127.0.0.2",
            "incoming_server",
            id="mail server's name",
        ),
    ],
)
def test_what_is_broken_has_its_line(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, break_it: Break, check: str, state: str, seen: str, step: str
) -> None:
    with break_it(ground) as changes:
        found = findings(ground, monkeypatch, changes)
    lines = [each for each in found if each.check == check and seen in each.seen and step in each.next_step]
    assert [line.state for line in lines] == [State(state)], found
    problems = [each.check for each in found if each.state is State.PROBLEM]
    assert problems == ([check] if state == "problem" else []), found


def test_what_depends_on_the_database_is_not_looked_at(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(ground, monkeypatch, {"EMAIL_DATABASE_URL": "postgresql://127.0.0.1:1/x"})
    skipped = {finding.check: finding.seen for finding in found if finding.state is State.SKIPPED}
    assert skipped.pop("services").startswith("not looked at: none answers on 127.0.0.1")
    assert skipped == dict.fromkeys(("roles", "migrations", "keys", "clock", "mail servers"), AWAY)


@pytest.mark.parametrize(
    ("changes", "code"), [({}, 0), ({"EMAIL_KAFKA_SERVERS": "127.0.0.1:1"}, 1)], ids=["well", "no Kafka"]
)
def test_the_command_tells_by_its_exit_code_and_prints_no_secret(ground: Ground, changes: Variables, code: int) -> None:
    environment = {**ground.variables, **changes}
    ended, printed, complaint = mailweave(ground.folder, "doctor", "--format", "json", environment=environment)
    assert ended == code, complaint
    assert {tuple(line) for line in json.loads(printed)} == {tuple(COLUMNS.values())}
    hidden = [TOKEN, LOGIN_PASSWORD, ground.variables["EMAIL_SECRET_KEY"], "a password"]
    assert [word for word in hidden if word in printed + complaint] == []
