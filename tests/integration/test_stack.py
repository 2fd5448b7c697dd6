"""The embedded stack outlives kill -9 with its data, keeps its ports, and leaves no process behind."""

import asyncio
import imaplib
import os
import secrets
import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.endpoints import Endpoints
from deploy.local.errors import StackError
from deploy.local.mail_server import MailServer, create_user
from deploy.local.stack import Stack, is_running
from tests.harness.stack import temporary_folder
from tests.harness.wait import eventually_sync

TOPIC = "survives"
CREATE_TABLE = "CREATE TABLE survives (line text)"
INSERT_ROW = "INSERT INTO survives VALUES ('committed')"
SELECT_ROWS = "SELECT line FROM survives"


async def produce(servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all") as producer:
        await producer.send_and_wait(TOPIC, b"acknowledged")


async def consume(servers: str) -> bytes | None:
    async with AIOKafkaConsumer(TOPIC, bootstrap_servers=servers, auto_offset_reset="earliest") as consumer:
        value: bytes | None = (await asyncio.wait_for(consumer.getone(), 20)).value
        return value


def processes_of(folder: Path) -> list[str]:
    """The programs whose command line names the folder, with their children."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if str(folder) in line and process.pid != os.getpid():
            found.append(line)
    return found


def mailbox(folder: Path, *address: str, password: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.local", "mailbox", *address, "--folder", str(folder)]
    return subprocess.run(command, input=password, capture_output=True, text=True, timeout=60, check=False)


def test_anybody_can_be_given_a_mailbox(stack: Endpoints) -> None:
    assert stack.greenmail is not None
    address = f"{secrets.token_hex(4)}@shop.test"
    made = mailbox(stack.folder, address, password="first word\n")
    where = f"IMAP at localhost:{stack.greenmail.imaps} with TLS, SMTP at localhost:{stack.greenmail.smtp} without"
    assert made.stdout == f"{address} has a mailbox: {where}\n"
    with imaplib.IMAP4(stack.greenmail.host, stack.greenmail.imap, timeout=20) as imap:
        with pytest.raises(imaplib.IMAP4.error):
            imap.login(address, "other word")
        assert imap.login(address, "first word")[0] == "OK"


@pytest.mark.parametrize(
    ("address", "password", "said"),
    [
        ([], "word\n", "whose mailbox? `python -m deploy.local mailbox somebody@example.test`"),
        (["nobody"], "word\n", "whose mailbox? `python -m deploy.local mailbox somebody@example.test`"),
        (
            ["a@shop.test"],
            "",
            "no password for a@shop.test was given: type one, or `… mailbox a@shop.test <<< PASSWORD`",
        ),
    ],
    ids=["no address", "no address but a word", "no password"],
)
def test_a_mailbox_needs_an_address_and_a_password(
    stack: Endpoints, address: list[str], password: str, said: str
) -> None:
    refused = mailbox(stack.folder, *address, password=password)
    assert (refused.returncode, refused.stderr) == (1, f"mailweave: {said}\n")


def up(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "deploy.local", "up", "--folder", folder], stdout=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.timeout(400)  # two cold starts of Kafka, maybe beside other work
def test_a_killed_stack_starts_again_with_its_data() -> None:
    with temporary_folder() as folder:
        supervisor = up(folder)
        try:
            eventually_sync((folder / "endpoints.json").exists, deadline_s=90, what="the stack is up")
            before = Endpoints.load(folder)
            asyncio.run(produce(before.kafka_servers))
            with psycopg.connect(before.database_url) as connection:
                connection.execute(CREATE_TABLE)
                connection.execute(INSERT_ROW)
            with pytest.raises(StackError, match=f"already running in {folder} .process {supervisor.pid}"):
                Stack(folder).start()
        finally:
            supervisor.kill()
            supervisor.wait()
        assert not is_running(folder)
        kill_one_of_the_orphans(folder)

        stack = Stack(folder)
        after = stack.start()
        try:
            assert after == before
            assert asyncio.run(consume(after.kafka_servers)) == b"acknowledged"
            with psycopg.connect(after.database_url) as connection:
                assert connection.execute(SELECT_ROWS).fetchall() == [("committed",)]
        finally:
            stack.stop()
        assert processes_of(folder) == []


def kill_one_of_the_orphans(folder: Path) -> None:
    """Kafka outlived its supervisor; PostgreSQL did not. The next start meets both."""
    pid = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)


@pytest.fixture
def mail(stack: Endpoints) -> MailServer:
    assert stack.greenmail is not None
    return stack.greenmail


def test_greenmail_refuses_a_wrong_password(mail: MailServer) -> None:
    create_user(mail, "refuses@stack.example", "right")
    with smtplib.SMTP(mail.host, mail.smtp) as smtp:
        smtp.sendmail("a@b.example", ["refuses@stack.example"], b"Subject: arrives\r\n\r\n")
    with imaplib.IMAP4(mail.host, mail.imap) as imap:
        with pytest.raises(imaplib.IMAP4.error, match="Invalid login/password"):
            imap.login("refuses@stack.example", "wrong")
        imap.login("refuses@stack.example", "right")
        assert imap.select() == ("OK", [b"1"])


def test_postgres_asks_for_the_password_and_keeps_commits_safe(stack: Endpoints) -> None:
    with psycopg.connect(stack.database_url) as connection:
        settings = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit", "password_encryption")
        ]
    assert settings == [("on",), ("on",), ("scram-sha-256",)]
    without = stack.database_url.replace(stack.database_url.split(":")[2].split("@")[0], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without)
