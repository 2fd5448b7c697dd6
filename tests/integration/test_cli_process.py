"""`mailweave` as it is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from deploy.local.endpoints import Endpoints

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = Path(sys.executable).with_name("mailweave")
MESSAGE = b"From: a@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n"
EMPTY_DATABASE = "mailweave_cli_process"


def mailweave(
    folder: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] = {}
) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EMAIL_")}
    done = subprocess.run(
        [PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env={**kept, **environment},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_help_names_every_command(tmp_path: Path) -> None:
    code, printed, _ = mailweave(tmp_path)
    commands = (
        *("up", "demo", "migrate", "topics", "accounts", "rules", "templates", "test-email-connectivity"),
        *("poll-emails", "email-monitor", "send", "parse", "dlq", "audit", "replay"),
    )
    assert (code, [command for command in commands if f" {command} " not in printed]) == (0, [])


@pytest.mark.parametrize(
    ("command", "flags"),
    [
        ("test-email-connectivity", "--email-address --account-id --test-type --send-test-email --to-email"),
        ("poll-emails", "--email-address --all-accounts --force"),
        ("email-monitor", "--email-address --show-errors --format"),
    ],
)
def test_the_specifications_flags_are_there(tmp_path: Path, command: str, flags: str) -> None:
    code, printed, _ = mailweave(tmp_path, command, "--help", environment={"COLUMNS": "200"})
    assert (code, [flag for flag in flags.split() if flag not in printed]) == (0, [])


def test_parse_prints_one_json_object_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MESSAGE)
    code, printed, error = mailweave(tmp_path, "parse", "a.eml", "gone.eml", "-", stdin=MESSAGE)
    assert (code, error) == (
        1,
        "mailweave: cannot read gone.eml (No such file or directory): give readable files; the others were parsed\n",
    )
    assert [json.loads(line)["subject"] for line in printed.splitlines()] == ["Grüße", "Grüße"]


FIELDS = (
    *(
        "file",
        "message_id",
        "in_reply_to",
        "references",
        "subject",
        "from",
        "sender",
        "reply_to",
        "to",
        "cc",
        "bcc",
        "date",
    ),
    *("text", "html", "reply_text", "quoted_text", "signature", "language", "contact", "attachments", "auto", "report"),
    *("authentication", "calendar", "encryption", "defects"),
)
OF_AN_ATTACHMENT = (
    *("filename", "content_type", "size_bytes", "sha256", "content_id", "disposition", "is_inline", "over_limit"),
)
ATTACHED = b"From: a@b.example\nContent-Type: a/b\nContent-Disposition: attachment; filename=x\n\n12345"


def test_parse_prints_every_field_that_is_documented(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ATTACHED)
    _, printed, _ = mailweave(tmp_path, "parse", "a.eml", environment={"EMAIL_MAX_ATTACHMENT_SIZE": "4"})
    found = json.loads(printed)
    assert [name for name in FIELDS if name not in found] == []
    (part,) = found["attachments"]
    assert [name for name in OF_AN_ATTACHMENT if name not in part] == []
    assert (part["disposition"], part["over_limit"]) == ("attachment", True)
    page = (ROOT / "docs" / "parsing.md").read_text()
    assert [name for name in (*FIELDS, *OF_AN_ATTACHMENT) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("jobs", ["1", "2", "9"])
def test_parse_in_several_processes_prints_in_the_order_of_the_files(tmp_path: Path, jobs: str) -> None:
    names = [f"{number}.eml" for number in range(20)]
    for name in names:
        (tmp_path / name).write_bytes(f"Subject: {name}\n\n{'x' * 1000}".encode())
    given = [*names[:7], "gone.eml", *names[7:]]
    code, printed, error = mailweave(tmp_path, "parse", "--jobs", jobs, *given)
    assert (code, "cannot read gone.eml (No such file" in error) == (1, True)
    assert [json.loads(line)["subject"] for line in printed.splitlines()] == names


def test_migrate_prints_what_it_applied_and_then_nothing_more(tmp_path: Path, stack: Endpoints) -> None:
    url = stack.database_url.rpartition("/")[0] + f"/{EMPTY_DATABASE}"
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {EMPTY_DATABASE} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {EMPTY_DATABASE}".encode())
        try:
            environment = {"EMAIL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "EMAIL_ADMIN_DATABASE_URL": url}
            first = mailweave(tmp_path, "migrate", environment=environment)
            second = mailweave(tmp_path, "migrate", environment=environment)
        finally:
            connection.execute(f"DROP DATABASE {EMPTY_DATABASE} WITH (FORCE)".encode())
    assert (first[0], "\napi-0001-configuration\n" in first[1]) == (0, True)
    assert second[:2] == (0, "the database is up to date (0 applied now)\n")
